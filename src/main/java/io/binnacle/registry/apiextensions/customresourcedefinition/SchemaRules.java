package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.schema.Schema;
import io.binnacle.schema.cel.RuleFaults;
import io.binnacle.schema.cel.RuleTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rules of a custom resource's schema: it must be structural, and say nothing that the API
 * cannot keep up (CustomResourceDefinition's documentation, "Specifying a structural schema").
 */
final class SchemaRules {
  private final Schema objectMetadata;

  SchemaRules(Schema objectMetadata) {
    this.objectMetadata = objectMetadata;
  }

  /** Defaults and expressions are looked at once the schema itself is in order. */
  List<FieldError> validate(FieldPath path, JsonNode schema) {
    List<FieldError> errors = new ArrayList<>();
    if (schema.path("nullable").asBoolean()) {
      errors.add(
          FieldError.forbidden(path.child("nullable"), "nullable cannot be true at the root"));
    }
    errors.addAll(StructuralRules.validate(path, schema));
    errors.addAll(OpenApiRules.validate(path, schema));
    if (errors.isEmpty()) {
      validateDefaults(path, schema, errors);
    }
    if (errors.isEmpty() && RuleTexts.areIn(schema)) {
      errors.addAll(RuleFaults.find(path, schema));
    }
    return errors;
  }

  /** A default must be what a client could write. */
  private void validateDefaults(FieldPath path, JsonNode schema, List<FieldError> errors) {
    JsonNode value = schema.path("default");
    if (!value.isMissingNode()) {
      DefaultRules.validate(path.child("default"), (ObjectNode) schema, objectMetadata, errors);
    }
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      validateDefaults(
          path.child("properties").key(property.getKey()), property.getValue(), errors);
    }
    for (String field : List.of("additionalProperties", "items")) {
      if (schema.path(field).isObject()) {
        validateDefaults(path.child(field), schema.path(field), errors);
      }
    }
  }
}
