package io.binnacle.registry.core.persistentvolumeclaim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.core.ResourceNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Defaults and rules of claims, those of claim templates included, and what volumes share. */
public final class ClaimRules {
  /** What a volume can be, in alphabetical order. */
  public static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");

  private static final Map<String, String> SHORT_MODES =
      Map.of(
          "ReadWriteOnce", "RWO",
          "ReadOnlyMany", "ROX",
          "ReadWriteMany", "RWX",
          "ReadWriteOncePod", "RWOP");

  private static final String ALONE = "ReadWriteOncePod";

  private ClaimRules() {}

  /** Defaults of a claim, a template's or one of its own. */
  public static void applyDefaults(ObjectNode claim) {
    Trees.defaultText(Trees.child(claim, "status"), "phase", "Pending");
    applySpecDefaults(Trees.child(claim, "spec"));
  }

  /** Defaults of a claim's specification alone. */
  public static void applySpecDefaults(ObjectNode spec) {
    Trees.defaultText(spec, "volumeMode", "Filesystem");
    if (!spec.path("resources").isObject()) {
      spec.putObject("resources");
    }
    for (String field : List.of("dataSource", "dataSourceRef")) {
      if (spec.path(field) instanceof ObjectNode source && !source.has("apiGroup")) {
        source.putNull("apiGroup");
      }
    }
  }

  /** Access modes in the short form of kubectl. */
  public static String shortModes(JsonNode modes) {
    Set<String> given = new HashSet<>(Trees.texts(modes));
    List<String> shown = new ArrayList<>();
    for (String mode : List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", ALONE)) {
      if (given.contains(mode)) {
        shown.add(SHORT_MODES.get(mode));
      }
    }
    return String.join(",", shown);
  }

  /** The access modes of a claim or volume. */
  public static void validateModes(
      JsonNode modes, String detail, FieldPath path, List<FieldError> errors) {
    if (modes.isEmpty()) {
      errors.add(FieldError.required(path, detail));
    }
    Set<String> given = new HashSet<>(Trees.texts(modes));
    for (String mode : Trees.texts(modes)) {
      if (!SHORT_MODES.containsKey(mode)) {
        errors.add(FieldError.notSupported(path, mode, SHORT_MODES.keySet()));
      }
    }
    given.retainAll(SHORT_MODES.keySet());
    if (given.contains(ALONE) && given.size() > 1) {
      errors.add(
          FieldError.forbidden(path, "may not use ReadWriteOncePod with other access modes"));
    }
  }

  /** An amount that is more than nothing. */
  public static void positive(JsonNode amount, FieldPath path, List<FieldError> errors) {
    Quantity quantity = ResourceNames.quantity(amount);
    if (quantity.signum() <= 0) {
      errors.add(FieldError.invalid(path, quantity.toString(), "must be greater than zero"));
    }
  }

  public static void validateSpec(JsonNode spec, FieldPath path, List<FieldError> errors) {
    validateModes(
        spec.path("accessModes"),
        "at least 1 access mode is required",
        path.child("accessModes"),
        errors);
    LabelValidation.selector(spec.path("selector"), path.child("selector"), errors);
    JsonNode storage = spec.at("/resources/requests/storage");
    FieldPath storagePath = path.child("resources").key("storage");
    if (storage.isMissingNode()) {
      errors.add(FieldError.required(storagePath, ""));
    } else {
      positive(storage, storagePath, errors);
    }
    FieldChecks.optionalSubdomain(
        spec.path("storageClassName"), path.child("storageClassName"), errors);
    FieldChecks.oneOf(spec.path("volumeMode"), VOLUME_MODES, path.child("volumeMode"), errors);
    validateSources(spec, path, errors);
    FieldChecks.optionalSubdomain(
        spec.path("volumeAttributesClassName"), path.child("volumeAttributesClassName"), errors);
  }

  private static void validateSources(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode source = spec.path("dataSource");
    JsonNode reference = spec.path("dataSourceRef");
    validateSource(source, path.child("dataSource"), errors);
    validateSource(reference, path.child("dataSourceRef"), errors);
    boolean elsewhere = !reference.path("namespace").asText().isEmpty();
    if (elsewhere && source.isObject()) {
      // What Kubernetes shows here is a path, which has no form in JSON.
      errors.add(
          FieldError.invalidRaw(
              path, "{}", "may not be specified when dataSourceRef.namespace is specified"));
    } else if (!elsewhere
        && source.isObject()
        && reference.isObject()
        && !sameSource(source, reference)) {
      errors.add(FieldError.invalidRaw(path, "{}", "must match dataSourceRef"));
    }
  }

  private static boolean sameSource(JsonNode a, JsonNode b) {
    for (String field : List.of("apiGroup", "kind", "name")) {
      if (!a.path(field).asText("").equals(b.path(field).asText(""))) {
        return false;
      }
    }
    return true;
  }

  private static void validateSource(JsonNode source, FieldPath path, List<FieldError> errors) {
    if (!source.isObject()) {
      return;
    }
    FieldChecks.required(source.path("name"), path.child("name"), errors);
    FieldChecks.required(source.path("kind"), path.child("kind"), errors);
    String group = source.path("apiGroup").isTextual() ? source.path("apiGroup").asText() : "";
    if (group.isEmpty()) {
      if (!source.path("kind").asText().equals("PersistentVolumeClaim")) {
        errors.add(
            FieldError.invalid(
                path,
                source.path("kind"),
                "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
      }
    } else {
      FieldChecks.invalid(
          group, Names.dns1123Subdomain(group, false), path.child("apiGroup"), errors);
    }
    String namespace = source.path("namespace").asText();
    if (!namespace.isEmpty()) {
      FieldChecks.label(source.path("namespace"), path.child("namespace"), errors);
    }
  }
}
