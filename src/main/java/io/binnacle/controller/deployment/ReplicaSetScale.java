package io.binnacle.controller.deployment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;

/** Writes the size of a ReplicaSet, and with it what the deployment's size was at the time. */
final class ReplicaSetScale {
  private final ControllerContext context;

  ReplicaSetScale(ControllerContext context) {
    this.context = context;
  }

  /** Notes the deployment's size, by which a later change of it is shared out. */
  static void annotate(ObjectNode set, DeploymentSpec spec) {
    ObjectNode annotations = Trees.child(Trees.child(set, "metadata"), "annotations");
    annotations.put(ReplicaSets.DESIRED, Integer.toString(spec.replicas()));
    annotations.put(ReplicaSets.MAXIMUM, Integer.toString(spec.mostReplicas()));
  }

  /**
   * Scales, with an event.
   *
   * @return whether the size has changed
   */
  boolean scale(Rollout rollout, ApiObject set, int size) {
    int before = ReplicaSets.wanted(set);
    ObjectNode tree = set.copyTree();
    annotate(tree, rollout.spec());
    Trees.child(tree, "spec").put("replicas", size);
    if (Trees.same(tree, set.tree())) {
      return false;
    }
    rollout.setIs(context.client().update(Resources.REPLICA_SETS, set.namespace(), tree));
    if (size != before) {
      tell(rollout, set, before, size);
    }
    return size != before;
  }

  /** The event of a ReplicaSet that gets another size. */
  void tell(Rollout rollout, ApiObject set, int before, int size) {
    String direction = before < size ? "up" : "down";
    context
        .recorder()
        .normal(
            rollout.deployment(),
            "ScalingReplicaSet",
            "Scaled %s replica set %s from %d to %d"
                .formatted(direction, set.name(), before, size));
  }
}
