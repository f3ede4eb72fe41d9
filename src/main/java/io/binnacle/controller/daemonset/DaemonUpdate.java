package io.binnacle.controller.daemonset;

import io.binnacle.apimachinery.meta.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One step of a rolling update: either old pods are deleted, as many nodes at a time as may be
 * without, or new ones are made beside them, on as many nodes as may have two. What serves nobody
 * is replaced at once.
 */
final class DaemonUpdate {
  /** What a node has; a node with two pods of a kind waits until it is tidied up. */
  private record OnNode(Optional<ApiObject> current, Optional<ApiObject> old, boolean tidy) {}

  private DaemonUpdate() {}

  static NodePlan plan(DaemonSetView view) {
    int desired = (int) view.nodes().stream().filter(node -> view.fit(node).run()).count();
    int surge = view.maxSurge(desired);
    return surge > 0 ? surge(view, surge) : replace(view, view.maxUnavailable(desired));
  }

  private static NodePlan replace(DaemonSetView view, int maxUnavailable) {
    NodePlan plan = new NodePlan();
    List<ApiObject> candidates = new ArrayList<>();
    int unavailable = 0;
    for (List<ApiObject> pods : view.pods().values()) {
      OnNode node = onNode(view, pods);
      if (!node.tidy() || node.current().isPresent() == node.old().isPresent()) {
        unavailable++;
      } else if (node.current().isPresent()) {
        unavailable += view.isAvailable(node.current().get()) ? 0 : 1;
      } else if (node.old().filter(view::isAvailable).isPresent()) {
        node.old().ifPresent(candidates::add);
      } else {
        unavailable++;
        node.old().ifPresent(plan::delete);
      }
    }
    candidates.stream().limit(Math.max(0, maxUnavailable - unavailable)).forEach(plan::delete);
    return plan;
  }

  private static NodePlan surge(DaemonSetView view, int maxSurge) {
    NodePlan plan = new NodePlan();
    List<String> candidates = new ArrayList<>();
    int surging = 0;
    for (var entry : view.pods().entrySet()) {
      OnNode node = onNode(view, entry.getValue());
      if (!node.tidy()) {
        surging++;
      } else if (node.old().isPresent() && node.current().isEmpty()) {
        if (view.isAvailable(node.old().get())) {
          candidates.add(entry.getKey());
        } else {
          plan.createOn(entry.getKey());
        }
      } else if (node.old().isPresent()) {
        if (node.current().filter(view::isAvailable).isPresent()) {
          node.old().ifPresent(plan::delete);
        } else {
          surging++;
        }
      }
    }
    candidates.stream().limit(Math.max(0, maxSurge - surging)).forEach(plan::createOn);
    return plan;
  }

  private static OnNode onNode(DaemonSetView view, List<ApiObject> pods) {
    List<ApiObject> staying = pods.stream().filter(pod -> !pod.isBeingDeleted()).toList();
    List<ApiObject> current =
        staying.stream().filter(pod -> DaemonPods.isOf(pod, view.hash())).toList();
    List<ApiObject> old =
        staying.stream().filter(pod -> !DaemonPods.isOf(pod, view.hash())).toList();
    return new OnNode(
        current.stream().findFirst(),
        old.stream().findFirst(),
        current.size() <= 1 && old.size() <= 1);
  }
}
