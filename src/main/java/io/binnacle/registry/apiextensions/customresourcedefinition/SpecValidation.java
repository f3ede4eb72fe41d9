package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.schema.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of a CustomResourceDefinition's spec. What all versions have in common, Kubernetes
 * finds fault with at the places where the first form of the API had it, such as {@code
 * spec.validation}.
 */
final class SpecValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");

  private final Schema objectMetadata;

  SpecValidation(Schema objectMetadata) {
    this.objectMetadata = objectMetadata;
  }

  List<FieldError> validate(JsonNode spec) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode versions = spec.path("versions");
    validateGroup(spec.path("group").asText(), errors);
    validateScope(spec.path("scope").asText(), errors);
    requireSchemas(versions, errors);
    validateVersions(versions, errors);
    NameRules.require(SPEC.child("names"), spec.path("names"), errors);
    NameRules.validate(SPEC.child("names"), spec.path("names"), errors);
    for (Part part : Part.values()) {
      if (isSame(versions, part.field) && !versions.isEmpty()) {
        validatePart(part, SPEC.child(part.shared), versions.get(0), errors);
      }
    }
    ConversionRules.validate(SPEC.child("conversion"), spec.path("conversion"), errors);
    return errors;
  }

  /** What each version says for itself, or all of them together. */
  private enum Part {
    SCHEMA("schema", "validation"),
    SUBRESOURCES("subresources", "subresources"),
    COLUMNS("additionalPrinterColumns", "additionalPrinterColumns"),
    SELECTABLE_FIELDS("selectableFields", "selectableFields");

    private final String field;
    private final String shared;

    Part(String field, String shared) {
      this.field = field;
      this.shared = shared;
    }
  }

  private void validatePart(Part part, FieldPath path, JsonNode version, List<FieldError> errors) {
    JsonNode content = version.path(part.field);
    JsonNode schema = version.path("schema").path("openAPIV3Schema");
    if (content.isMissingNode() || content.isNull()) {
      return;
    }
    switch (part) {
      case SCHEMA -> {
        if (schema.isObject()) {
          errors.addAll(
              new SchemaRules(objectMetadata).validate(path.child("openAPIV3Schema"), schema));
        }
      }
      case SUBRESOURCES -> SubresourceRules.validate(path, content, errors);
      case COLUMNS -> ColumnRules.validate(path, content, errors);
      case SELECTABLE_FIELDS -> ColumnRules.validateSelectable(path, content, schema, errors);
    }
  }

  private static void validateGroup(String group, List<FieldError> errors) {
    FieldPath path = SPEC.child("group");
    if (group.isEmpty()) {
      errors.add(FieldError.required(path, ""));
      return;
    }
    List<String> faults = Names.dns1123Subdomain(group, false);
    if (!faults.isEmpty()) {
      errors.add(FieldError.invalid(path, group, String.join(",", faults)));
    } else if (group.indexOf('.') < 0) {
      errors.add(FieldError.invalid(path, group, "should be a domain with at least one dot"));
    }
  }

  private static void validateScope(String scope, List<FieldError> errors) {
    List<String> supported = List.of("Cluster", "Namespaced");
    if (scope.isEmpty()) {
      errors.add(FieldError.required(SPEC.child("scope"), ""));
    } else if (!supported.contains(scope)) {
      errors.add(FieldError.notSupported(SPEC.child("scope"), scope, supported));
    }
  }

  private static void requireSchemas(JsonNode versions, List<FieldError> errors) {
    for (int i = 0; i < versions.size(); i++) {
      if (!versions.get(i).path("schema").path("openAPIV3Schema").isObject()) {
        errors.add(
            FieldError.required(
                SPEC.child("versions").index(i).child("schema").child("openAPIV3Schema"),
                "schemas are required"));
      }
    }
  }

  private void validateVersions(JsonNode versions, List<FieldError> errors) {
    FieldPath path = SPEC.child("versions");
    Set<String> names = new HashSet<>();
    int storage = 0;
    for (int i = 0; i < versions.size(); i++) {
      JsonNode version = versions.get(i);
      names.add(version.path("name").asText());
      storage += version.path("storage").asBoolean() ? 1 : 0;
      FieldPath at = path.index(i);
      NameRules.label(at.child("name"), version.path("name").asText(), errors);
      DeprecationWarningRules.validate(at.child("deprecationWarning"), version, errors);
      for (Part part : Part.values()) {
        if (!isSame(versions, part.field)) {
          validatePart(part, at.child(part.field), version, errors);
        }
      }
    }
    String shown = goText(versions);
    if (names.size() != versions.size()) {
      errors.add(FieldError.invalidRaw(path, shown, "must contain unique version names"));
    }
    if (storage != 1) {
      errors.add(
          FieldError.invalidRaw(
              path, shown, "must have exactly one version marked as storage version"));
    }
    if (!versions.isEmpty()) {
      // The first form of the API had one version, and its field is still looked at.
      NameRules.label(SPEC.child("version"), versions.get(0).path("name").asText(), errors);
    }
  }

  /** As Go prints a list of a type of its own. */
  private static String goText(JsonNode versions) {
    List<String> texts = new ArrayList<>();
    versions.forEach(version -> texts.add(Json.writeText(version)));
    return "[]apiextensions.CustomResourceDefinitionVersion{" + String.join(", ", texts) + "}";
  }

  private static boolean isSame(JsonNode versions, String field) {
    boolean same = true;
    for (JsonNode version : versions) {
      same &= Trees.same(version.get(field), versions.get(0).get(field));
    }
    return same;
  }
}
