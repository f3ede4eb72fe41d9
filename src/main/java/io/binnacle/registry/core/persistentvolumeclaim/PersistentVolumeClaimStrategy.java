package io.binnacle.registry.core.persistentvolumeclaim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.ResourceNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Defaults and rules of claims. */
final class PersistentVolumeClaimStrategy implements ResourceStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> RESIZES =
      List.of(
          "ControllerResizeInProgress",
          "ControllerResizeInfeasible",
          "NodeResizeInProgress",
          "NodeResizeInfeasible",
          "NodeResizePending");

  private static final InternalForm FORM =
      InternalForm.empty()
          .optional("AccessModes")
          .nested("Selector", InternalForm.empty().omitted("matchLabels", "matchExpressions"))
          .structure("Resources", InternalForm.empty().optional("Limits", "Requests"))
          .texts("VolumeName")
          .optional("StorageClassName", "VolumeMode")
          .nested("DataSource", InternalForm.empty().optional("APIGroup").texts("Kind", "Name"))
          .nested(
              "DataSourceRef",
              InternalForm.empty().optional("APIGroup").texts("Kind", "Name").optional("Namespace"))
          .optional("VolumeAttributesClassName");

  @Override
  public boolean hasGeneration() {
    return false;
  }

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    ClaimRules.applyDefaults(object);
  }

  /** The two names of a data source are kept the same where either can say it (KEP-1495). */
  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    object.putObject("status").put("phase", "Pending");
    ObjectNode spec = Trees.child(object, "spec");
    JsonNode source = spec.path("dataSource");
    JsonNode reference = spec.path("dataSourceRef");
    if (source.isObject() && !reference.isObject()) {
      spec.set("dataSourceRef", source.deepCopy());
    } else if (reference.isObject()
        && !source.isObject()
        && reference.path("namespace").asText().isEmpty()
        && isVolumeSource(reference)) {
      spec.set("dataSource", reference.deepCopy());
    }
  }

  /** The old field knows claims and snapshots only. */
  private static boolean isVolumeSource(JsonNode reference) {
    String group =
        reference.path("apiGroup").isTextual() ? reference.path("apiGroup").asText() : "";
    return switch (reference.path("kind").asText()) {
      case "PersistentVolumeClaim" -> group.isEmpty();
      case "VolumeSnapshot" -> group.equals("snapshot.storage.k8s.io");
      default -> false;
    };
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    ClaimRules.validateSpec(object.path("spec"), SPEC, errors);
    return errors;
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode now = object.path("spec");
    JsonNode before = old.tree().path("spec");
    boolean bound = old.tree().at("/status/phase").asText().equals("Bound");
    ObjectNode was = compared(before, now);
    ObjectNode is = compared(now, before, bound);
    if (!Trees.same(is, was)) {
      errors.add(
          FieldError.forbidden(
              SPEC,
              "spec is immutable after creation except resources.requests and"
                  + " volumeAttributesClassName for bound claims\n"
                  + FORM.diff(was, is)));
    }
    Quantity size = storage(now);
    Quantity had = storage(before);
    Quantity capacity = ResourceNames.amount(old.tree().at("/status/capacity"), "storage");
    if (size.compareTo(had) < 0 && size.compareTo(capacity) <= 0) {
      errors.add(
          FieldError.forbidden(
              SPEC.child("resources").child("requests").child("storage"),
              "field can not be less than status.capacity"));
    }
    // Kubernetes leaves "spec" out of this path.
    FieldChecks.immutable(
        now.path("volumeMode"), before.path("volumeMode"), FieldPath.of("volumeMode"), errors);
    validateAttributes(
        now.path("volumeAttributesClassName"), before.path("volumeAttributesClassName"), errors);
    return errors;
  }

  /** Who has a class of attributes changes it for another one, not for none (KEP-3751). */
  private static void validateAttributes(JsonNode now, JsonNode before, List<FieldError> errors) {
    if (!before.isTextual() || Trees.same(now, before)) {
      return;
    }
    FieldPath path = SPEC.child("volumeAttributesClassName");
    if (!now.isTextual()) {
      errors.add(FieldError.forbidden(path, "update from non-nil value to nil is forbidden"));
    } else if (now.asText().isEmpty()) {
      errors.add(
          FieldError.forbidden(path, "update from non-nil value to an empty string is forbidden"));
    }
  }

  private static Quantity storage(JsonNode spec) {
    return ResourceNames.amount(spec.at("/resources/requests"), "storage");
  }

  /** The old specification with what may change as it is now: a volume is named once. */
  private static ObjectNode compared(JsonNode before, JsonNode now) {
    ObjectNode spec = before.deepCopy();
    if (before.path("volumeName").asText().isEmpty()) {
      Trees.setOrRemove(spec, "volumeName", now.get("volumeName"));
    }
    return spec;
  }

  /** The new specification with what may change as it was: a bound claim may grow. */
  private static ObjectNode compared(JsonNode now, JsonNode before, boolean bound) {
    ObjectNode spec = now.deepCopy();
    if (bound) {
      if (spec.at("/resources/requests") instanceof ObjectNode requests) {
        Trees.setOrRemove(requests, "storage", before.at("/resources/requests").get("storage"));
      }
      if (spec.has("volumeAttributesClassName")) {
        Trees.setOrRemove(
            spec, "volumeAttributesClassName", before.get("volumeAttributesClassName"));
      }
    }
    if (!before.has("storageClassName")) {
      // The class may be filled in later, when there is a default one (KEP-3333).
      spec.remove("storageClassName");
    }
    return spec;
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    if (object.at("/spec/accessModes").isEmpty()) {
      errors.add(FieldError.required(FieldPath.of("Spec", "accessModes"), ""));
    }
    for (Map.Entry<String, JsonNode> entry : object.at("/status/capacity").properties()) {
      long value = ResourceNames.quantity(entry.getValue()).value();
      if (value < 0) {
        errors.add(
            FieldError.invalid(
                FieldPath.of("status", "capacity").key(entry.getKey()),
                value,
                "must be a valid resource quantity"));
      }
    }
    validateResizes(object.path("status"), errors);
    return errors;
  }

  /** KEP-1790: how far the claim's growth has come. */
  private static void validateResizes(JsonNode status, List<FieldError> errors) {
    FieldPath path = FieldPath.of("status", "allocatedResourceStatus");
    for (Map.Entry<String, JsonNode> entry :
        status.path("allocatedResourceStatuses").properties()) {
      validateKey(entry.getKey(), path, errors);
      if (!RESIZES.contains(entry.getValue().asText())) {
        errors.add(FieldError.notSupported(path, entry.getKey(), RESIZES));
      }
    }
    path = FieldPath.of("status", "allocatedResources");
    for (Map.Entry<String, JsonNode> entry : status.path("allocatedResources").properties()) {
      int before = errors.size();
      validateKey(entry.getKey(), path, errors);
      if (errors.size() == before) {
        ResourceNames.validateAmount("storage", entry.getValue(), path.key(entry.getKey()), errors);
      }
    }
  }

  private static void validateKey(String name, FieldPath path, List<FieldError> errors) {
    List<String> problems = LabelValidation.qualifiedName(name);
    problems.forEach(problem -> errors.add(FieldError.invalid(path, name, problem)));
    if (problems.isEmpty() && ResourceNames.isNative(name) && !name.equals("storage")) {
      errors.add(FieldError.notSupported(path, name, List.of("storage")));
    }
  }
}
