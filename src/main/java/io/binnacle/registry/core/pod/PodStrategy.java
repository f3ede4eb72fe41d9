package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.podtemplate.PodDefaults;
import io.binnacle.registry.core.podtemplate.PodValidation;
import io.binnacle.registry.core.podtemplate.QualityOfService;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Pods. */
final class PodStrategy implements ResourceStrategy {
  private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

  @Override
  public boolean returnsDeletedObject() {
    return true;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    PodDefaults.applyToPod(Trees.child(object, "spec"));
  }

  @Override
  public void prepareForCreate(Context context, ObjectNode object) {
    ObjectNode status = object.putObject("status");
    status.put("phase", "Pending");
    if (!object.at("/spec/schedulingGates").isEmpty()) {
      ObjectNode condition = status.putArray("conditions").addObject();
      condition.put("type", "PodScheduled");
      condition.put("status", "False");
      condition.putNull("lastProbeTime");
      condition.putNull("lastTransitionTime");
      condition.put("reason", "SchedulingGated");
      condition.put("message", "Scheduling is blocked due to non-empty scheduling gates");
    }
    status.put("qosClass", QualityOfService.of(object.path("spec")));
  }

  @Override
  public void prepareForUpdate(Context context, ObjectNode object, ApiObject old) {
    ObjectNode spec = Trees.child(object, "spec");
    for (String field : List.of("preemptionPolicy", "priority")) {
      if (!spec.has(field)) {
        Trees.setOrRemove(spec, field, old.tree().path("spec").get(field));
      }
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    return PodValidation.validate(object);
  }

  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    return PodValidation.validateCreate(object);
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = PodValidation.validateAnnotationUpdate(object, old.tree());
    errors.addAll(PodUpdateValidation.validate(object.path("spec"), old.tree().path("spec")));
    return errors;
  }

  @Override
  public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    ObjectNode status = Trees.child(object, "status");
    JsonNode before = old.tree().path("status");
    if (status.path("qosClass").asText().isEmpty()) {
      Trees.setOrRemove(status, "qosClass", before.get("qosClass"));
    }
    alignAddresses(status);
    for (ObjectNode condition : Trees.objects(status.path("conditions"))) {
      for (String time : List.of("lastProbeTime", "lastTransitionTime")) {
        if (!condition.has(time)) {
          condition.putNull(time);
        }
      }
    }
  }

  /** {@code podIP} is the first of {@code podIPs}. */
  private static void alignAddresses(ObjectNode status) {
    String address = status.path("podIP").asText();
    JsonNode all = status.path("podIPs");
    if (!address.isEmpty() && all.isEmpty()) {
      status.putArray("podIPs").addObject().put("ip", address);
    } else if (address.isEmpty() && !all.isEmpty()) {
      status.put("podIP", all.get(0).path("ip").asText());
    }
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = PodValidation.validateAnnotationUpdate(object, old.tree());
    errors.addAll(PodStatusValidation.validate(object, old.tree()));
    return errors;
  }

  @Override
  public OptionalLong gracePeriodSeconds(
      Context context, ApiObject object, OptionalLong requested) {
    JsonNode spec = object.tree().path("spec");
    if (spec.path("nodeName").asText().isEmpty()
        || FINISHED.contains(object.tree().at("/status/phase").asText())) {
      return OptionalLong.of(0);
    }
    long seconds = requested.orElse(spec.path("terminationGracePeriodSeconds").asLong());
    return OptionalLong.of(seconds < 0 ? 1 : seconds);
  }

  @Override
  public List<String> warnings(Context context, JsonNode object) {
    List<String> warnings = new ArrayList<>();
    int index = 0;
    for (JsonNode volume : object.at("/spec/volumes")) {
      String path = "spec.volumes[" + index++ + "].";
      if (volume.has("rbd")) {
        warnings.add(path + "rbd: deprecated in v1.28, non-functional in v1.31+");
      }
      if (volume.has("scaleIO")) {
        warnings.add(path + "scaleIO: deprecated in v1.16, non-functional in v1.22+");
      }
    }
    return warnings;
  }
}
