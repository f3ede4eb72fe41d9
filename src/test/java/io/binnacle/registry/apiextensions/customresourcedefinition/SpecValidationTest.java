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
          {"x-kubernetes-int-or-string":true,"x-kubernetes-preserve-unknown-fields":true} | .x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true
          {"type":"object","additionalProperties":false,"properties":{"b":{"type":"string"}}} | .additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive
          {"x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true} | .type: Required value: must be object if x-kubernetes-embedded-resource is true
          {"type":"object","x-kubernetes-embedded-resource":true,"properties":{"kind":{"type":"integer"}}} | .properties[kind].type: Invalid value: "integer": must be string
          {"type":"object","x-kubernetes-embedded-resource":true,"x-kubernetes-preserve-unknown-fields":true,"additionalProperties":{"type":"string"}} | .additionalProperties: Forbidden: must not be used if x-kubernetes-embedded-resource is set
          {"type":"array","items":{"type":"object"},"x-kubernetes-list-type":"set"} | .items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set
          {"type":"array","items":{"type":"string","nullable":true},"x-kubernetes-list-type":"set"} | .items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set
          {"type":"array","items":{"type":"object","required":["k"],"properties":{"k":{"type":"string"}}},"x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k","k"]} | .x-kubernetes-list-map-keys: Invalid value: ["k","k"]: must not contain duplicate entries
          {"type":"array","items":{"type":"string"},"x-kubernetes-list-map-keys":["k"]} | .x-kubernetes-list-type: Required value: must be map if x-kubernetes-list-map-keys is non-empty
          {"type":"object","not":{"x-kubernetes-preserve-unknown-fields":true}} | .not.x-kubernetes-preserve-unknown-fields: Forbidden: must be false to be structural
          {"type":"object","anyOf":[{"properties":{"metadata":{}}}]} | .anyOf[0].properties[metadata]: Forbidden: must not be specified in a nested context
          {"type":"string","oneOf":[{"default":"x"}]} | .oneOf[0].default: Forbidden: must be undefined to be structural
          {"type":"array","items":{"type":"string"},"uniqueItems":true} | .uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic
          {"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"bag"} | .x-kubernetes-list-type: Unsupported value: "bag": supported values: "atomic", "set", "map"
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
          conversion | {"strategy":"Magic"} | spec.conversion.strategy: Unsupported value: "Magic": supported values: "None", "Webhook"
          conversion | {"strategy":"None","webhook":{"conversionReviewVersions":["v1"]}} | spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook
          conversion | {"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"url":"http://h"}}} | spec.conversion.webhookClientConfig.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]
          conversion | {"strategy":"Webhook","webhook":{"conversionReviewVersions":["v2"],"clientConfig":{"service":{"name":"a","namespace":"b","path":"/c"}}}} | spec.conversion.conversionReviewVersions: Invalid value: ["v2"]: must include at least one of v1, v1beta1
          conversion | {"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{"service":{"name":"a","namespace":"b","path":"/c//d"}}}} | spec.conversion.webhookClientConfig.service.path: Invalid value: "/c//d": segment[1] may not be empty
          """)
  void findsFaultWithTheRest(String field, String value, String message) {
    ObjectNode spec = spec("{\"type\":\"string\"}");
    spec.set(field, Json.readTrusted("{\"v\":" + value + "}").get("v"));
    assertThat(messages(spec)).containsExactly(message);
  }

  /** The rules of the root; messages are those of the path below it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"object","properties":{"apiVersion":{"type":"integer"}}} | .properties[apiVersion].type: Invalid value: "integer": must be string
          {"type":"object","properties":{"metadata":{"type":"object","description":"d"}}} | .properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified
          {"type":"object","properties":{"metadata":{"type":"object","properties":{"name":{"type":"string","default":"n"}}}}} | .properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata
          {"type":"object","additionalProperties":{"type":"string"}} | .additionalProperties: Forbidden: must not be used at the root
          {"type":"object","anyOf":[{"properties":{"b":{"minLength":1}}}]} | .properties[b]: Required value: because it is defined in spec.validation.openAPIV3Schema.anyOf[0].properties[b]
          """)
  void findsFaultWithTheRoot(String schema, String message) {
    ObjectNode spec = spec("{\"type\":\"string\"}");
    spec.withObject("/versions/0/schema").set("openAPIV3Schema", Json.readTrusted(schema));
    assertThat(messages(spec)).containsExactly("spec.validation.openAPIV3Schema" + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          false | "x" | can only be set for deprecated versions
          true | "" | must not be an empty string
          true | "a\\u0007" | must only contain printable UTF-8 characters; non-printable character found at index 1
          """)
  void warnsInPrintableWords(boolean deprecated, String warning, String fault) {
    ObjectNode spec = spec("{\"type\":\"string\"}");
    ((ObjectNode) spec.path("versions").get(0))
        .put("deprecated", deprecated)
        .set("deprecationWarning", Json.readTrusted("{\"v\":" + warning + "}").get("v"));
    assertThat(messages(spec))
        .singleElement()
        .asString()
        .startsWith("spec.versions[0].deprecationWarning: Invalid value: ")
        .endsWith(": " + fault);
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
