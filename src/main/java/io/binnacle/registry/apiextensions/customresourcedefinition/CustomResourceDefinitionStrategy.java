package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.schema.Schema;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is special about CustomResourceDefinitions. */
final class CustomResourceDefinitionStrategy implements ResourceStrategy {
  static final String CLEANUP_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";
  private static final int HTTPS_PORT = 443;

  private final SpecValidation specs;

  CustomResourceDefinitionStrategy(Schema objectMetadata) {
    this.specs = new SpecValidation(objectMetadata);
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    ObjectNode names = Trees.child(spec, "names");
    String kind = names.path("kind").asText();
    if (!kind.isEmpty()) {
      Trees.defaultText(names, "singular", kind.toLowerCase(Locale.ROOT));
      Trees.defaultText(names, "listKind", kind + "List");
    }
    ObjectNode conversion = Trees.child(spec, "conversion");
    Trees.defaultText(conversion, "strategy", "None");
    if (conversion.at("/webhook/clientConfig/service") instanceof ObjectNode service) {
      Trees.defaultNumber(service, "port", HTTPS_PORT);
    }
    if (spec.path("preserveUnknownFields").isBoolean()
        && !spec.path("preserveUnknownFields").asBoolean()) {
      spec.remove("preserveUnknownFields");
    }
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    ObjectNode status = object.putObject("status");
    status.putNull("conditions");
    status.putObject("acceptedNames").put("plural", "").put("kind", "");
    keepStoredVersion(object);
  }

  @Override
  public void prepareForUpdate(Context context, ObjectNode object, ApiObject old) {
    keepStoredVersion(object);
  }

  /** Once objects may be stored in a version, only a migration takes it from the list again. */
  private static void keepStoredVersion(ObjectNode object) {
    for (JsonNode version : object.at("/spec/versions")) {
      if (version.path("storage").asBoolean()) {
        ObjectNode status = Trees.child(object, "status");
        ArrayNode stored =
            status.get("storedVersions") instanceof ArrayNode list
                ? list
                : status.putArray("storedVersions");
        String name = version.path("name").asText();
        if (!Trees.texts(stored).contains(name)) {
          stored.add(name);
        }
        return;
      }
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = object.path("spec");
    String name = object.path("metadata").path("name").asText();
    String expected =
        spec.path("names").path("plural").asText() + "." + spec.path("group").asText();
    if (!name.equals(expected)) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("metadata", "name"),
              name,
              "must be spec.names.plural+\".\"+spec.group"));
    }
    errors.addAll(specs.validate(spec));
    errors.addAll(StoredVersions.validate(object));
    if (spec.path("preserveUnknownFields").asBoolean()) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("spec", "preserveUnknownFields"),
              spec.path("preserveUnknownFields"),
              "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
                  + " spec.versions[*].schema instead"));
    }
    return errors;
  }

  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    return ProtectedGroups.validate(object);
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    List<String> fixed = new ArrayList<>(List.of("group", "names/plural"));
    if (Conditions.isTrue(old.tree(), "Established")) {
      fixed.addAll(List.of("scope", "names/kind"));
    }
    for (String field : fixed) {
      JsonNode now = object.at("/spec/" + field);
      if (!Trees.same(now, old.tree().at("/spec/" + field))) {
        FieldPath path = FieldPath.of("spec", field.split("/"));
        errors.add(FieldError.invalid(path, now, "field is immutable"));
      }
    }
    return errors;
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    NameRules.validate(
        FieldPath.of("status", "acceptedNames"), object.at("/status/acceptedNames"), errors);
    return errors;
  }

  @Override
  public boolean keepsDeleted(ObjectNode object) {
    return !object.path("metadata").hasNonNull("deletionTimestamp");
  }

  @Override
  public void prepareForDeletion(Context context, ObjectNode object) {
    ObjectNode metadata = Trees.child(object, "metadata");
    metadata.remove("deletionGracePeriodSeconds");
    ArrayNode finalizers =
        metadata.get("finalizers") instanceof ArrayNode list
            ? list
            : metadata.putArray("finalizers");
    if (!Trees.texts(finalizers).contains(CLEANUP_FINALIZER)) {
      finalizers.add(CLEANUP_FINALIZER);
    }
    ObjectNode status = Trees.child(object, "status");
    ArrayNode conditions =
        status.get("conditions") instanceof ArrayNode list ? list : status.putArray("conditions");
    Trees.removeIf(conditions, condition -> condition.path("type").asText().equals("Terminating"));
    conditions
        .addObject()
        .put("type", "Terminating")
        .put("status", "True")
        .put("lastTransitionTime", context.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("reason", "InstanceDeletionPending")
        .put(
            "message",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon");
  }
}
