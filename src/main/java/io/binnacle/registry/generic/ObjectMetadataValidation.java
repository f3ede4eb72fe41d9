package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.managedfields.ManagedFieldsValidation;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The rules of ObjectMeta, which all kinds share. */
final class ObjectMetadataValidation {
  private static final FieldPath METADATA = FieldPath.of("metadata");
  private static final int MAX_NAME_LENGTH = 253;
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";
  private static final Set<String> STANDARD_FINALIZERS =
      Set.of("kubernetes", ORPHAN, FOREGROUND, "customresourcecleanup.apiextensions.k8s.io");
  private static final String IMMUTABLE = "field is immutable";

  private ObjectMetadataValidation() {}

  static List<FieldError> validateCreate(ObjectNode object, ResourceDefinition definition) {
    ResourceStrategy strategy = definition.strategy();
    JsonNode metadata = object.path("metadata");
    List<FieldError> errors = new ArrayList<>();
    String generateName = metadata.path("generateName").asText();
    if (!generateName.isEmpty()) {
      for (String error : strategy.validateName(generateName, true)) {
        errors.add(FieldError.invalid(METADATA.child("generateName"), generateName, error));
      }
    }
    String name = metadata.path("name").asText();
    if (name.isEmpty()) {
      errors.add(FieldError.required(METADATA.child("name"), "name or generateName is required"));
    } else {
      for (String error : strategy.validateName(name, false)) {
        errors.add(FieldError.invalid(METADATA.child("name"), name, error));
      }
      validateKey(name, errors);
    }
    if (definition.namespaced()) {
      validateNamespace(metadata, errors);
    }
    validateShared(metadata, errors);
    return errors;
  }

  /** What the store can keep, for kinds whose own rule lets nearly everything pass. */
  private static void validateKey(String name, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      return;
    }
    FieldPath path = METADATA.child("name");
    if (name.length() > MAX_NAME_LENGTH) {
      errors.add(
          FieldError.invalid(path, name, "must be no more than " + MAX_NAME_LENGTH + " bytes"));
    } else if (name.chars().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      errors.add(FieldError.invalid(path, name, "may not contain control characters"));
    }
  }

  private static void validateNamespace(JsonNode metadata, List<FieldError> errors) {
    String namespace = metadata.path("namespace").asText();
    FieldPath path = METADATA.child("namespace");
    if (namespace.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else {
      for (String error : Names.dns1123Label(namespace, false)) {
        errors.add(FieldError.invalid(path, namespace, error));
      }
    }
  }

  static List<FieldError> validateUpdate(ObjectNode object, ApiObject old) {
    JsonNode metadata = object.path("metadata");
    List<FieldError> errors = new ArrayList<>();
    if (old.isBeingDeleted()) {
      List<String> added = new ArrayList<>(ObjectMetadata.finalizers(object));
      added.removeAll(old.finalizers());
      if (!added.isEmpty()) {
        errors.add(
            FieldError.forbidden(
                METADATA.child("finalizers"),
                "no new finalizers can be added if the object is being deleted, found new"
                    + " finalizers []string{"
                    + String.join(", ", added.stream().map(f -> "\"" + f + "\"").toList())
                    + "}"));
      }
    }
    for (String field :
        List.of("name", "namespace", "uid", "deletionTimestamp", "deletionGracePeriodSeconds")) {
      JsonNode value = metadata.path(field);
      if (!Trees.same(value, old.metadata().path(field)) && !isNothing(value, old, field)) {
        errors.add(immutable(field, value));
      }
    }
    validateShared(metadata, errors);
    return errors;
  }

  private static boolean isNothing(JsonNode value, ApiObject old, String field) {
    return (value.isMissingNode() || value.isNull()) && !old.metadata().hasNonNull(field);
  }

  /** Times print as Go prints them. */
  private static FieldError immutable(String field, JsonNode value) {
    FieldPath path = METADATA.child(field);
    if (field.equals("deletionTimestamp") && value.isTextual()) {
      String shown = value.asText().replace('T', ' ').replace("Z", " +0000 UTC");
      return FieldError.invalidRaw(path, shown, IMMUTABLE);
    }
    return FieldError.invalid(path, value, IMMUTABLE);
  }

  private static void validateShared(JsonNode metadata, List<FieldError> errors) {
    if (metadata.path("generation").asLong() < 0) {
      errors.add(
          FieldError.invalid(
              METADATA.child("generation"),
              metadata.path("generation"),
              "must be greater than or equal to 0"));
    }
    LabelValidation.labels(metadata.path("labels"), METADATA.child("labels"), errors);
    LabelValidation.annotations(
        metadata.path("annotations"), METADATA.child("annotations"), errors);
    validateOwnerReferences(metadata.path("ownerReferences"), errors);
    validateFinalizers(metadata.path("finalizers"), errors);
    errors.addAll(
        ManagedFieldsValidation.validate(
            metadata.path(FieldTracking.FIELD), METADATA.child(FieldTracking.FIELD)));
  }

  private static void validateOwnerReferences(JsonNode owners, List<FieldError> errors) {
    FieldPath path = METADATA.child("ownerReferences");
    String controller = null;
    for (JsonNode owner : owners) {
      validateOwnerReference(owner, path, errors);
      if (owner.path("controller").asBoolean()) {
        String shown = owner.path("kind").asText() + "/" + owner.path("name").asText();
        if (controller != null) {
          errors.add(
              FieldError.invalid(
                  path,
                  owners,
                  "Only one reference can have Controller set to true. Found \"true\" in references for "
                      + controller
                      + " and "
                      + shown));
          return;
        }
        controller = shown;
      }
    }
  }

  private static void validateOwnerReference(
      JsonNode owner, FieldPath path, List<FieldError> errors) {
    GroupVersion version = GroupVersion.parse(owner.path("apiVersion").asText());
    if (version.version().isEmpty()) {
      errors.add(
          FieldError.invalid(
              path.child("apiVersion"),
              owner.path("apiVersion").asText(),
              "version must not be empty"));
    }
    for (String field : List.of("kind", "name", "uid")) {
      if (owner.path(field).asText().isEmpty()) {
        errors.add(FieldError.invalid(path.child(field), "", field + " must not be empty"));
      }
    }
    if (version.apiVersion().equals("v1") && owner.path("kind").asText().equals("Event")) {
      errors.add(
          FieldError.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"));
    }
  }

  private static void validateFinalizers(JsonNode finalizers, List<FieldError> errors) {
    FieldPath path = METADATA.child("finalizers");
    List<String> names = Trees.texts(finalizers);
    for (String name : names) {
      for (String error : LabelValidation.qualifiedName(name)) {
        errors.add(FieldError.invalid(path, name, error));
      }
    }
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(name)) {
        errors.add(
            FieldError.invalid(
                path.index(i),
                name,
                "name is neither a standard finalizer name nor is it fully qualified"));
      }
    }
    if (names.contains(ORPHAN) && names.contains(FOREGROUND)) {
      errors.add(
          FieldError.invalid(
              path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set"));
    }
  }
}
