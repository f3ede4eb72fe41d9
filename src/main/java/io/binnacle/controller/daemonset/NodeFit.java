package io.binnacle.controller.daemonset;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.labels.NodeAffinities;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.taints.Taint;
import io.binnacle.apimachinery.taints.Toleration;
import io.binnacle.controller.workload.PodTemplates;
import java.util.List;
import java.util.Set;

/** On which nodes the pods of a daemon set belong. */
final class NodeFit {
  private final ApiObject set;
  private final JsonNode spec;
  private final List<Toleration> tolerations;

  NodeFit(ApiObject set) {
    this.set = set;
    this.spec = PodTemplates.of(set).path("spec");
    this.tolerations = DaemonPods.tolerations(set);
  }

  ApiObject set() {
    return set;
  }

  /** Whether a pod belongs on the node. */
  boolean shouldRun(ApiObject node) {
    return isMeant(node) && tolerates(node, Set.of("NoSchedule", "NoExecute"));
  }

  /** Whether a pod that is on the node may stay. */
  boolean mayStay(ApiObject node) {
    return isMeant(node) && tolerates(node, Set.of("NoExecute"));
  }

  private boolean isMeant(ApiObject node) {
    String bound = spec.path("nodeName").asText();
    return (bound.isEmpty() || bound.equals(node.name())) && NodeAffinities.matches(spec, node);
  }

  private boolean tolerates(ApiObject node, Set<String> effects) {
    return node.tree()
        .path("spec")
        .path("taints")
        .valueStream()
        .map(Taint::of)
        .filter(taint -> effects.contains(taint.effect()))
        .allMatch(taint -> tolerations.stream().anyMatch(t -> t.tolerates(taint)));
  }
}
