package io.binnacle.registry.core.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.ResourceNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Nodes. A node may be created with a status: an agent registers itself with what it knows, as
 * Kubernetes allows.
 */
final class NodeStrategy implements ResourceStrategy {
  private static final List<String> INFO =
      List.of(
          "machineID",
          "systemUUID",
          "bootID",
          "kernelVersion",
          "osImage",
          "containerRuntimeVersion",
          "kubeletVersion",
          "kubeProxyVersion",
          "operatingSystem",
          "architecture");

  private static final Set<String> EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final FieldPath TAINTS = FieldPath.of("spec", "taints");

  @Override
  public boolean hasGeneration() {
    return false;
  }

  @Override
  public boolean keepsStatusOnCreate() {
    return true;
  }

  @Override
  public void applyDefaults(ObjectNode object) {
    if (!object.path("spec").isObject()) {
      object.putObject("spec");
    }
    ObjectNode status = Trees.child(object, "status");
    ObjectNode endpoint = Trees.child(Trees.child(status, "daemonEndpoints"), "kubeletEndpoint");
    Trees.defaultNumber(endpoint, "Port", 0);
    ObjectNode info = Trees.child(status, "nodeInfo");
    for (String field : INFO) {
      if (!info.hasNonNull(field)) {
        info.put(field, "");
      }
    }
    for (ObjectNode condition : Trees.objects(status.path("conditions"))) {
      for (String time : List.of("lastHeartbeatTime", "lastTransitionTime")) {
        if (!condition.has(time)) {
          condition.putNull(time);
        }
      }
    }
    if (status.hasNonNull("capacity") && !status.hasNonNull("allocatable")) {
      status.set("allocatable", status.get("capacity").deepCopy());
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int index = 0;
    for (JsonNode taint : object.at("/spec/taints")) {
      FieldPath path = TAINTS.index(index++);
      String key = taint.path("key").asText();
      String value = taint.path("value").asText();
      String effect = taint.path("effect").asText();
      FieldChecks.invalid(key, LabelValidation.qualifiedName(key), path.child("key"), errors);
      FieldChecks.invalid(value, LabelValidation.labelValue(value), path.child("value"), errors);
      FieldChecks.requiredOneOf(taint.path("effect"), EFFECTS, path.child("effect"), errors);
      if (!seen.add(key + ":" + effect)) {
        errors.add(FieldError.duplicate(path, key + ":" + effect));
      }
    }
    return errors;
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode before = old.tree().path("spec");
    JsonNode spec = object.path("spec");
    if (!before.path("providerID").asText().isEmpty()
        && !Trees.same(before.path("providerID"), spec.path("providerID"))) {
      errors.add(
          FieldError.forbidden(
              FieldPath.of("spec", "providerID"),
              "node updates may not change providerID except from \"\" to valid"));
    }
    if (!before.path("podCIDRs").isEmpty()
        && !Trees.same(before.path("podCIDRs"), spec.path("podCIDRs"))) {
      errors.add(
          FieldError.forbidden(
              FieldPath.of("spec", "podCIDRs"),
              "node updates may not change podCIDR except from \"\" to valid"));
    }
    return errors;
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = new ArrayList<>();
    for (String list : List.of("capacity", "allocatable")) {
      ResourceNames.validate(
          object.path("status").path(list),
          ResourceNames.Use.NODE,
          FieldPath.of("status", list),
          errors);
    }
    return errors;
  }
}
