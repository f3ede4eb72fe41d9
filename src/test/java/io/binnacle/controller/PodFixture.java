package io.binnacle.controller;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.Resources;
import java.util.List;

/** What node agents would say of pods. */
public final class PodFixture {
  private final ControllerFixture fixture;

  public PodFixture(ControllerFixture fixture) {
    this.fixture = fixture;
  }

  public List<ApiObject> all() {
    return fixture.api.all(Resources.PODS);
  }

  /** Runs the pod, which is ready from now on. */
  public void makeReady(ApiObject pod) {
    write(pod, "Running", "True");
    fixture.settle();
  }

  /** Runs every pod that waits. */
  public void makeAllReady() {
    all().stream()
        .filter(pod -> Pods.phase(pod).equals("Pending") && !pod.isBeingDeleted())
        .forEach(pod -> write(pod, "Running", "True"));
    fixture.settle();
  }

  /** Ends the pod with the phase. */
  public void end(ApiObject pod, String phase) {
    write(pod, phase, "False");
    fixture.settle();
  }

  /** Removes what has been asked to go. */
  public void removeTerminating() {
    all().stream()
        .filter(ApiObject::isBeingDeleted)
        .forEach(pod -> fixture.api.remove(Resources.PODS, pod.namespace(), pod.name()));
    fixture.settle();
  }

  /** Lets something about the pod change. */
  public void touch(String name) {
    all().stream()
        .filter(pod -> pod.name().equals(name))
        .forEach(pod -> {
          ObjectNode tree = pod.copyTree();
          tree.withObjectProperty("status").put("message", "touched");
          fixture.api.put(Resources.PODS, tree);
        });
    fixture.settle();
  }

  private void write(ApiObject pod, String phase, String ready) {
    ObjectNode tree = fixture.api.get(Resources.PODS, pod.namespace(), pod.name()).copyTree();
    ObjectNode status = tree.withObjectProperty("status").put("phase", phase);
    ArrayNode conditions = status.putArray("conditions");
    conditions
        .addObject()
        .put("type", "Ready")
        .put("status", ready)
        .put("lastTransitionTime", fixture.time.instant().toString());
    fixture.api.put(Resources.PODS, tree);
  }
}
