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
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The rules of a CustomResourceDefinition's spec. What all versions have in common, Kubernetes
 * finds fault with at the places where the first form of the API had it, such as {@code
 * spec.validation}.
 */
final class SpecValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String SELECTABLE_FIELDS = "selectableFields";

  private final Schema objectMetadata;

  SpecValidation(Schema objectMetadata) {
    this.objectMetadata = objectMetadata;
  }

  List<FieldError> validate(JsonNode spec) {
    List<FieldError> errors = new ArrayList<>();
    validateGroup(spec.path("group").asText(), errors);
    validateScope(spec.path("scope").asText(), errors);
    if (spec.path("preserveUnknownFields").asBoolean()) {
      errors.add(
          FieldError.invalid(
              SPEC.child("preserveUnknownFields"),
              spec.path("preserveUnknownFields"),
              "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                  + " spec.versions[*].schema instead"));
    }
    validateVersions(spec.path("versions"), errors);
    validateNames(spec.path("names"), errors);
    JsonNode versions = spec.path("versions");
    eachPart(
        versions, "schema", "validation", (path, schema) -> validateSchema(path, schema, errors));
    eachPart(
        versions,
        "subresources",
        "subresources",
        (path, subresources) -> SubresourceRules.validate(path, subresources, errors));
    eachPart(
        versions,
        "additionalPrinterColumns",
        "additionalPrinterColumns",
        (path, columns) -> ColumnRules.validate(path, columns, errors));
    validateSelectableFields(versions, errors);
    ConversionRules.validate(SPEC.child("conversion"), spec.path("conversion"), errors);
    return errors;
  }

  private static void validateGroup(String group, List<FieldError> errors) {
    FieldPath path = SPEC.child("group");
    if (group.isEmpty()) {
      errors.add(FieldError.required(path, ""));
      return;
    }
    List<String> faults = Names.dns1123Subdomain(group, false);
    faults.forEach(fault -> errors.add(FieldError.invalid(path, group, fault)));
    if (faults.isEmpty() && group.indexOf('.') < 0) {
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

  private static void validateVersions(JsonNode versions, List<FieldError> errors) {
    FieldPath path = SPEC.child("versions");
    Set<String> names = new HashSet<>();
    int storage = 0;
    for (int i = 0; i < versions.size(); i++) {
      JsonNode version = versions.get(i);
      String name = version.path("name").asText();
      names.add(name);
      storage += version.path("storage").asBoolean() ? 1 : 0;
      FieldPath at = path.index(i);
      for (String fault : Names.dns1035Label(name, false)) {
        errors.add(FieldError.invalid(at.child("name"), name, fault));
      }
      if (!version.path("schema").path("openAPIV3Schema").isObject()) {
        errors.add(
            FieldError.required(
                at.child("schema").child("openAPIV3Schema"), "schemas are required"));
      }
      String warning = version.path("deprecationWarning").asText();
      if (!warning.isEmpty() && !version.path("deprecated").asBoolean()) {
        errors.add(
            FieldError.invalid(
                at.child("deprecationWarning"),
                warning,
                "can only be set for deprecated versions"));
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
      String first = versions.get(0).path("name").asText();
      for (String fault : Names.dns1035Label(first, false)) {
        errors.add(FieldError.invalid(SPEC.child("version"), first, fault));
      }
    }
  }

  /** As Go prints a list of a type of its own. */
  private static String goText(JsonNode versions) {
    List<String> texts = new ArrayList<>();
    versions.forEach(version -> texts.add(Json.writeText(version)));
    return "[]apiextensions.CustomResourceDefinitionVersion{" + String.join(", ", texts) + "}";
  }

  private static void validateNames(JsonNode names, List<FieldError> errors) {
    FieldPath path = SPEC.child("names");
    requireLabel(path.child("plural"), names.path("plural").asText(), errors);
    String singular = names.path("singular").asText();
    if (!singular.isEmpty()) {
      requireLabel(path.child("singular"), singular, errors);
    }
    for (String field : List.of("kind", "listKind")) {
      String kind = names.path(field).asText();
      if (kind.isEmpty()) {
        errors.add(FieldError.required(path.child(field), ""));
      }
      for (String fault : Names.dns1035Label(kind.toLowerCase(Locale.ROOT), false)) {
        if (!kind.isEmpty()) {
          errors.add(
              FieldError.invalid(
                  path.child(field),
                  kind,
                  "may have mixed case, but should otherwise match: " + fault));
        }
      }
    }
    for (String field : List.of("shortNames", "categories")) {
      List<String> texts = Trees.texts(names.path(field));
      for (int i = 0; i < texts.size(); i++) {
        requireLabel(path.child(field).index(i), texts.get(i), errors);
      }
    }
    String kind = names.path("kind").asText();
    if (!kind.isEmpty() && kind.equals(names.path("listKind").asText())) {
      errors.add(
          FieldError.invalid(
              path.child("listKind"), kind, "kind and listKind may not be the same"));
    }
  }

  private static void requireLabel(FieldPath path, String text, List<FieldError> errors) {
    Names.dns1035Label(text, false)
        .forEach(fault -> errors.add(FieldError.invalid(path, text, fault)));
  }

  private void validateSchema(FieldPath path, JsonNode validation, List<FieldError> errors) {
    JsonNode schema = validation.path("openAPIV3Schema");
    if (schema.isObject()) {
      new SchemaRules(objectMetadata).validate(path.child("openAPIV3Schema"), schema, errors);
    }
  }

  /** What may be selected must be in the version's schema. */
  private static void validateSelectableFields(JsonNode versions, List<FieldError> errors) {
    boolean same = isSame(versions, SELECTABLE_FIELDS);
    for (int i = 0; i < (same ? Math.min(1, versions.size()) : versions.size()); i++) {
      FieldPath at = same ? SPEC : SPEC.child("versions").index(i);
      ColumnRules.validateSelectable(
          at.child(SELECTABLE_FIELDS),
          versions.get(i).path(SELECTABLE_FIELDS),
          versions.get(i).path("schema").path("openAPIV3Schema"),
          errors);
    }
  }

  private static boolean isSame(JsonNode versions, String field) {
    boolean same = true;
    for (JsonNode version : versions) {
      same &= Trees.same(version.get(field), versions.get(0).get(field));
    }
    return same;
  }

  /** Walks a part of the versions: once where it is the same in all of them. */
  private static void eachPart(
      JsonNode versions, String field, String shared, BiConsumer<FieldPath, JsonNode> check) {
    boolean same = isSame(versions, field);
    for (int i = 0; i < (same ? Math.min(1, versions.size()) : versions.size()); i++) {
      JsonNode part = versions.get(i).path(field);
      if (!part.isMissingNode() && !part.isNull()) {
        check.accept(
            same ? SPEC.child(shared) : SPEC.child("versions").index(i).child(field), part);
      }
    }
  }
}
