package io.binnacle.registry.core.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.ResourceStrategy;
import java.util.List;

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
    matchRanges(Trees.child(object, "spec"));
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

  /** The older field is the first of the newer. */
  private static void matchRanges(ObjectNode spec) {
    String first = spec.path("podCIDR").asText();
    String firstOfAll = spec.path("podCIDRs").path(0).asText();
    if (first.isEmpty() && !firstOfAll.isEmpty()) {
      spec.put("podCIDR", firstOfAll);
    } else if (!first.isEmpty() && firstOfAll.isEmpty()) {
      spec.putArray("podCIDRs").add(first);
    } else if (!first.equals(firstOfAll)) {
      throw ApiException.badRequest(
          "Node in version \"v1\" cannot be handled as a Node: conversion Error: v1.PodCIDR and"
              + " v1.CIDRs[0] do not match");
    }
  }

  @Override
  public List<FieldError> validate(Context context, ObjectNode object) {
    return NodeValidation.validate(object);
  }

  @Override
  public List<FieldError> validateCreate(Context context, ObjectNode object) {
    return NodeValidation.validateRanges(object.at("/spec/podCIDRs"));
  }

  @Override
  public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
    return NodeValidation.validateUpdate(object, old.tree());
  }

  @Override
  public List<FieldError> validateStatusUpdate(Context context, ObjectNode object, ApiObject old) {
    List<FieldError> errors = NodeValidation.validate(object);
    errors.addAll(NodeValidation.validateUpdate(object, old.tree()));
    return errors;
  }
}
