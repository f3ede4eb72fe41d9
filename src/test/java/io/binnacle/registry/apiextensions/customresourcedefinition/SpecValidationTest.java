package io.binnacle.registry.apiextensions.customresourcedefinition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecValidationTest {
  private static final SpecValidation RULES =
      new SpecValidation(new BuiltInSchemaCatalog().objectMetadata());

  private static ObjectNode spec(String schema) {
    return Json.readTrusted(
        """
        {"group":"example.com","scope":"Namespaced","conversion":{"strategy":"None"},
         "names":{"plural":"widgets","singular":"widget","kind":"Widget","listKind":"WidgetList"},
         "versions":[{"name":"v1","served":true,"storage":true,
           "schema":{"openAPIV3Schema":{"type":"object","properties":{"a":%s}}}}]}\
        """
            .formatted(schema));
  }

  private static List<String> messages(ObjectNode spec) {
    return RULES.validate(spec).stream().map(FieldError::message).toList();
  }

  /** The rules of {@code properties[a]}; messages are those of the path below it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {} | .type: Required value: must not be empty for specified object fields
          {"type":"banana"} | .type: Unsupported value: "banana": supported values: "array", "boolean", "integer", "number", "object", "string"
          {"type":"array"} | .items: Required value: must be specified
          {"type":"string","default":5} | .default: Invalid value: "integer":  in body must be of type string: "integer"
          {"type":"object","default":{"x":1},"properties":{"y":{"type":"string"}}} | .default: Invalid value: {"x":1}: must not have unknown fields
          {"type":"string","x-kubernetes-int-or-string":true} | .type: Invalid value: "string": must be empty if x-kubernetes-int-or-string is true
          {"type":"object","additionalProperties":false} | .additionalProperties: Forbidden: additionalProperties cannot be set to false
          {"type":"array","items":{"type":"string"},"uniqueItems":true} | .uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic
          {"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"bag"} | .x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "map", "set"
          {"type":"string","anyOf":[{"type":"string"}]} | .anyOf[0].type: Forbidden: must be empty to be structural
          {"type":"object","x-kubernetes-preserve-unknown-fields":false} | .x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined
          {"type":"object","$ref":"x"} | .$ref: Forbidden: $ref is not supported
          """)
  void findsFaultWithSchemas(String schema, String message) {
    assertThat(messages(spec(schema)))
        .containsExactly("spec.validation.openAPIV3Schema.properties[a]" + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"string","default":"x","pattern":"^x"}
          {"x-kubernetes-preserve-unknown-fields":true}
          {"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]}
          {"type":"object","additionalProperties":{"type":"string"}}
          {"type":"object","default":{},"properties":{"n":{"type":"integer","default":3}}}
          {"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],"items":{"type":"object","required":["k"],"properties":{"k":{"type":"string"}}}}
          {"type":"object","oneOf":[{"required":["x"]},{"required":["y"]}],"properties":{"x":{"type":"string"},"y":{"type":"string"}}}
          """)
  void acceptsStructuralSchemas(String schema) {
    assertThat(messages(spec(schema))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          group | "single" | spec.group: Invalid value: "single": should be a domain with at least one dot
          scope | "Galaxy" | spec.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespaced"
          preserveUnknownFields | true | spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead
          conversion | {"strategy":"Magic"} | spec.conversion.strategy: Unsupported value: "Magic": supported values: "None", "Webhook"
          """)
  void findsFaultWithTheRest(String field, String value, String message) {
    ObjectNode spec = spec("{\"type\":\"string\"}");
    spec.set(field, Json.readTrusted("{\"v\":" + value + "}").get("v"));
    assertThat(messages(spec)).containsExactly(message);
  }

  @Test
  void namesTheVersionWhoseSchemaDiffers() {
    ObjectNode spec = spec("{\"type\":\"string\"}");
    ObjectNode other = spec.path("versions").get(0).deepCopy();
    other.put("name", "v2").put("storage", false);
    other.withObject("/schema/openAPIV3Schema/properties/a").put("type", "banana");
    spec.withArrayProperty("versions").add(other);

    assertThat(messages(spec))
        .singleElement()
        .asString()
        .startsWith(
            "spec.versions[1].schema.openAPIV3Schema.properties[a].type: Unsupported value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          .b | is an invalid path: does not refer to a valid field
          ['a'] | is an invalid path: array notation is not allowed
          .metadata.name | must not point to fields in metadata
          .list | must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.
          """)
  void whatIsSelectedIsInTheSchema(String path, String fault) {
    ObjectNode spec = spec("{\"type\":\"string\"}");
    ObjectNode version = (ObjectNode) spec.path("versions").get(0);
    version
        .withObject("/schema/openAPIV3Schema/properties/list")
        .put("type", "array")
        .putObject("items")
        .put("type", "string");
    version.putArray("selectableFields").addObject().put("jsonPath", ".a");
    assertThat(messages(spec)).isEmpty();

    version.withArrayProperty("selectableFields").addObject().put("jsonPath", path);
    assertThat(messages(spec))
        .containsExactly(
            "spec.selectableFields[1].jsonPath: Invalid value: \"" + path + "\": " + fault);
  }
}
