package io.binnacle.controller.daemonset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.NodeAffinities;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.taints.Taint;
import io.binnacle.apimachinery.taints.Toleration;
import io.binnacle.controller.Pods;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodBatches;
import io.binnacle.controller.workload.PodTemplates;
import java.util.List;

/** How the pods of a daemon set differ from its template. */
final class DaemonPods {
  static final String HASH_LABEL = "controller-revision-hash";

  private static final String GENERATION_LABEL = "pod-template-generation";
  private static final String GENERATION = "deprecated.daemonset.template.generation";
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

  /** A daemon stays on a node in trouble: it may be what mends it. */
  private static final List<Taint> TOLERATED =
      List.of(
          new Taint("node.kubernetes.io/not-ready", "", "NoExecute"),
          new Taint("node.kubernetes.io/unreachable", "", "NoExecute"),
          new Taint("node.kubernetes.io/disk-pressure", "", "NoSchedule"),
          new Taint("node.kubernetes.io/memory-pressure", "", "NoSchedule"),
          new Taint("node.kubernetes.io/pid-pressure", "", "NoSchedule"),
          new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule"));

  /** What a daemon on the node's own network may be there to bring about. */
  private static final Taint NO_NETWORK =
      new Taint("node.kubernetes.io/network-unavailable", "", "NoSchedule");

  private DaemonPods() {}

  /** What the pods tolerate, whatever the template says. */
  static List<Toleration> tolerations(ApiObject set) {
    return tolerate(Trees.child(PodTemplates.pod(PodTemplates.of(set)), "spec"))
        .valueStream()
        .map(Toleration::of)
        .toList();
  }

  /** The node that a pod is on or meant for. */
  static String node(ApiObject pod) {
    String bound = Pods.nodeName(pod);
    if (!bound.isEmpty()) {
      return bound;
    }
    JsonNode terms = pod.tree().path("spec").path("affinity").path("nodeAffinity").path(REQUIRED);
    for (JsonNode term : terms.path("nodeSelectorTerms")) {
      for (JsonNode field : term.path("matchFields")) {
        if (field.path("key").asText().equals(NodeAffinities.NAME_FIELD)) {
          return field.path("values").path(0).asText();
        }
      }
    }
    return "";
  }

  /** Whether the pod is of the revision with the hash. */
  static boolean isOf(ApiObject pod, String hash) {
    return hash.equals(pod.labels().get(HASH_LABEL));
  }

  /** The pod for a node. */
  static ObjectNode pod(ApiObject set, OwnerKind kind, String hash, String node) {
    ObjectNode pod = PodBatches.fromTemplate(set, kind, PodTemplates.of(set));
    ObjectNode labels = Trees.child(Trees.child(pod, "metadata"), "labels");
    labels.put(HASH_LABEL, hash);
    String generation = set.annotations().getOrDefault(GENERATION, "");
    if (!generation.isEmpty()) {
      labels.put(GENERATION_LABEL, generation);
    }
    ObjectNode spec = Trees.child(pod, "spec");
    tolerate(spec);
    // The set's own terms have been checked already; the scheduler need not look elsewhere.
    ObjectNode required =
        Trees.child(Trees.child(spec, "affinity"), "nodeAffinity").putObject(REQUIRED);
    ObjectNode field =
        required.putArray("nodeSelectorTerms").addObject().putArray("matchFields").addObject();
    field.put("key", NodeAffinities.NAME_FIELD).put("operator", "In");
    field.putArray("values").add(node);
    return pod;
  }

  private static ArrayNode tolerate(ObjectNode spec) {
    ArrayNode tolerations = spec.withArrayProperty("tolerations");
    TOLERATED.forEach(taint -> tolerate(tolerations, taint));
    if (spec.path("hostNetwork").asBoolean()) {
      tolerate(tolerations, NO_NETWORK);
    }
    return tolerations;
  }

  private static void tolerate(ArrayNode tolerations, Taint taint) {
    for (ObjectNode known : Trees.objects(tolerations)) {
      if (Toleration.of(known).equals(new Toleration(taint.key(), "Exists", "", taint.effect()))) {
        // For good, however long the template would bear it.
        known.remove("tolerationSeconds");
        return;
      }
    }
    tolerations
        .addObject()
        .put("key", taint.key())
        .put("operator", "Exists")
        .put("effect", taint.effect());
  }
}
