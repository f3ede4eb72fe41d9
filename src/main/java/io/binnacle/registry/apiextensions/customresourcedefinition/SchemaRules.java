package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
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
  private static final String INT_OR_STRING = "x-kubernetes-int-or-string";
  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
  private static final String EMBEDDED = "x-kubernetes-embedded-resource";
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");

  private final Schema objectMetadata;

  SchemaRules(Schema objectMetadata) {
    this.objectMetadata = objectMetadata;
  }

  void validate(FieldPath path, JsonNode schema, List<FieldError> errors) {
    if (schema.path("nullable").asBoolean()) {
      errors.add(
          FieldError.forbidden(path.child("nullable"), "nullable cannot be true at the root"));
    }
    visit(path, schema, new Place("root", true), errors);
    validateMetadata(path, schema, errors);
    if (errors.isEmpty()) {
      validateDefaults(path, schema, errors);
    }
    if (errors.isEmpty() && RuleTexts.areIn(schema)) {
      errors.addAll(RuleFaults.find(path, schema));
    }
  }

  /** Where in its parent a schema stands, in the words of the messages. */
  private record Place(String words, boolean isRoot) {
    static final Place FIELD = new Place("for specified object fields", false);
    static final Place ITEMS = new Place("for specified array items", false);
  }

  private void visit(FieldPath path, JsonNode schema, Place place, List<FieldError> errors) {
    Forbidden.check(path, schema, errors);
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      visit(
          path.child("properties").key(property.getKey()),
          property.getValue(),
          Place.FIELD,
          errors);
    }
    JsonNode values = schema.path("additionalProperties");
    if (values.isObject()) {
      visit(path.child("additionalProperties"), values, Place.FIELD, errors);
    }
    JsonNode items = schema.path("items");
    if (items.isObject()) {
      visit(path.child("items"), items, Place.ITEMS, errors);
    }
    checkType(path, schema, place, errors);
    checkEmbedded(path, schema, errors);
    ListRules.validate(path, schema, errors);
    checkPattern(path, schema, errors);
    JunctorRules.validate(path, schema, errors);
  }

  private static void checkType(
      FieldPath path, JsonNode schema, Place place, List<FieldError> errors) {
    FieldPath typePath = path.child("type");
    String type = schema.path("type").asText();
    boolean intOrString = schema.path(INT_OR_STRING).asBoolean();
    if (type.isEmpty()) {
      boolean untyped = intOrString || (schema.path(PRESERVE).asBoolean() && !place.isRoot());
      if (!untyped) {
        errors.add(
            FieldError.required(
                typePath,
                place.isRoot()
                    ? "must not be empty at the root"
                    : "must not be empty " + place.words()));
      }
    } else if (type.equals("null")) {
      errors.add(
          FieldError.forbidden(
              typePath, "type cannot be set to null, use nullable as an alternative"));
    } else if (!TYPES.contains(type)) {
      errors.add(FieldError.notSupported(typePath, type, TYPES));
    } else if (place.isRoot() && !type.equals("object")) {
      errors.add(FieldError.invalid(typePath, type, "must be object at the root"));
    } else if (intOrString) {
      errors.add(
          FieldError.invalid(
              typePath, type, "must be empty if x-kubernetes-int-or-string is true"));
    }
    if (type.equals("array") && !schema.path("items").isContainerNode()) {
      errors.add(FieldError.required(path.child("items"), "must be specified"));
    }
  }

  private static void checkEmbedded(FieldPath path, JsonNode schema, List<FieldError> errors) {
    JsonNode preserve = schema.path(PRESERVE);
    if (preserve.isBoolean() && !preserve.asBoolean()) {
      errors.add(FieldError.invalid(path.child(PRESERVE), preserve, "must be true or undefined"));
    }
    if (!schema.path(EMBEDDED).asBoolean()) {
      return;
    }
    String type = schema.path("type").asText();
    if (!type.equals("object")) {
      errors.add(
          FieldError.invalid(
              path.child("type"),
              type,
              "must be object if x-kubernetes-embedded-resource is true"));
    }
    if (schema.path("properties").isEmpty() && !preserve.asBoolean()) {
      errors.add(
          FieldError.required(
              path.child("properties"),
              "must not be empty if x-kubernetes-embedded-resource is true without"
                  + " x-kubernetes-preserve-unknown-fields"));
    }
  }

  private static void checkPattern(FieldPath path, JsonNode schema, List<FieldError> errors) {
    String pattern = schema.path("pattern").asText();
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      errors.add(
          FieldError.invalid(
              path.child("pattern"),
              pattern,
              "must be a valid regular expression, but isn't: " + e.getMessage()));
    }
  }

  /** The metadata is the API's own; a definition may only narrow names. */
  private static void validateMetadata(FieldPath path, JsonNode schema, List<FieldError> errors) {
    JsonNode metadata = schema.path("properties").path("metadata");
    if (!metadata.isObject()) {
      return;
    }
    FieldPath at = path.child("properties").key("metadata");
    if (!metadata.path("type").asText().equals("object")) {
      errors.add(
          FieldError.invalid(at.child("type"), metadata.path("type").asText(), "must be object"));
    }
    List<String> others = new ArrayList<>();
    metadata.path("properties").fieldNames().forEachRemaining(others::add);
    others.removeAll(List.of("name", "generateName"));
    if (!others.isEmpty()) {
      errors.add(
          FieldError.forbidden(
              at,
              "must not specify anything other than name and generateName, but metadata is"
                  + " implicitly specified"));
    }
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
