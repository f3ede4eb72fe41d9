package io.binnacle.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.EventRecorder;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Lister;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.client.Timestamps;
import io.binnacle.scheduler.framework.PodInfo;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;

/**
 * Tells the cluster what became of pods: the PodScheduled condition, the nominated node, and the
 * removal of victims. Its methods block; a failure is logged, since the next attempt writes again.
 */
final class PodStatusWriter {
  private static final Logger LOG = System.getLogger(PodStatusWriter.class.getName());

  private static final String TRANSITION = "lastTransitionTime";

  private final ApiClient client;
  private final EventRecorder recorder;
  private final Lister pods;
  private final Clock clock;

  PodStatusWriter(ClusterAccess cluster, Clock clock) {
    this.client = cluster.client();
    this.recorder = cluster.recorder();
    this.pods = cluster.informers().informer(Resources.PODS, ListOptions.allNamespaces()).lister();
    this.clock = clock;
  }

  /**
   * Writes that the pod is not scheduled, unless its status says just that.
   *
   * @param nominatedNodeName the node on which room is made for it, empty for none
   */
  void notScheduled(PodInfo pod, String reason, String message, String nominatedNodeName) {
    boolean nominates =
        !nominatedNodeName.isEmpty() && !nominatedNodeName.equals(pod.nominatedNodeName());
    JsonNode before = condition(pod, "PodScheduled");
    boolean isFalse = before.path("status").asText().equals("False");
    if (!nominates
        && isFalse
        && before.path("reason").asText().equals(reason)
        && before.path("message").asText().equals(message)) {
      return;
    }
    ObjectNode patch = Json.object();
    ObjectNode status = patch.putObject("status");
    ObjectNode condition = addCondition(status, "PodScheduled", "False", reason, message);
    if (isFalse && before.hasNonNull(TRANSITION)) {
      // Another reason is no transition.
      condition.set(TRANSITION, before.path(TRANSITION));
    }
    if (nominates) {
      status.put("nominatedNodeName", nominatedNodeName);
    }
    patchStatus(pod, patch);
  }

  /**
   * The condition as the cache has it by now: the pod in the queue is as old as its last change
   * that matters to scheduling.
   */
  private JsonNode condition(PodInfo pod, String type) {
    ApiObject current =
        pods.get(pod.key()).filter(cached -> cached.uid().equals(pod.uid())).orElse(pod.object());
    for (JsonNode condition : current.tree().path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return MissingNode.getInstance();
  }

  private ObjectNode addCondition(
      ObjectNode status, String type, String value, String reason, String message) {
    return status
        .putArray("conditions")
        .addObject()
        .put("type", type)
        .put("status", value)
        .put("reason", reason)
        .put("message", message)
        .put(TRANSITION, Timestamps.seconds(clock.instant()));
  }

  private void patchStatus(PodInfo pod, ObjectNode patch) {
    // With the uid the patch cannot hit a successor of the same name.
    patch.putObject("metadata").put("uid", pod.uid());
    try {
      client.patch(
          Resources.PODS, pod.namespace(), pod.key().name(), "status", PatchType.STRATEGIC, patch);
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        LOG.log(Level.WARNING, "Writing the status of pod " + pod.key() + " failed", e);
      }
    }
  }

  /** Removes the pods in favour of the preemptor, with their grace. */
  void evict(PodInfo preemptor, String nodeName, List<PodInfo> victims) {
    for (PodInfo victim : victims) {
      if (!victim.isTerminating()) {
        evict(preemptor, nodeName, victim);
      }
    }
  }

  private void evict(PodInfo preemptor, String nodeName, PodInfo victim) {
    ObjectNode patch = Json.object();
    addCondition(
        patch.putObject("status"),
        "DisruptionTarget",
        "True",
        "PreemptionByScheduler",
        preemptor.schedulerName() + ": preempting to accommodate a higher priority pod");
    patchStatus(victim, patch);
    try {
      client.delete(
          Resources.PODS,
          victim.namespace(),
          victim.key().name(),
          DeleteOptions.defaults().onlyUid(victim.uid()));
      recorder.normal(
          victim.object(),
          "Preempted",
          "Preempted by pod " + preemptor.uid() + " on node " + nodeName);
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        LOG.log(Level.WARNING, "Preempting pod " + victim.key() + " failed", e);
      }
    }
  }
}
