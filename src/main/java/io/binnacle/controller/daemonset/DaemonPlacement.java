package io.binnacle.controller.daemonset;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.EventRecorder;
import io.binnacle.controller.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which nodes lack a pod and which pods are where none should be. */
final class DaemonPlacement {
  private static final Comparator<ApiObject> OLDEST_FIRST =
      Comparator.<ApiObject, Instant>comparing(pod -> pod.creationTimestamp().orElse(Instant.EPOCH))
          .thenComparing(ApiObject::name);

  private final EventRecorder recorder;
  private final FailedDaemons failed;

  DaemonPlacement(EventRecorder recorder, FailedDaemons failed) {
    this.recorder = recorder;
    this.failed = failed;
  }

  NodePlan plan(DaemonSetView view) {
    NodePlan plan = new NodePlan();
    Set<String> known = new HashSet<>();
    for (ApiObject node : view.nodes()) {
      known.add(node.name());
      plan(view, node, plan);
    }
    // Nothing else will ever bind them. Bound ones are the pod garbage collector's.
    view.pods()
        .forEach((node, pods) -> {
          if (!known.contains(node)) {
            pods.stream().filter(pod -> Pods.nodeName(pod).isEmpty()).forEach(plan::delete);
          }
        });
    return plan;
  }

  private void plan(DaemonSetView view, ApiObject node, NodePlan plan) {
    DaemonPods.Fit fit = view.fit(node);
    List<ApiObject> pods = view.podsOn(node.name());
    if (fit.run() && pods.isEmpty()) {
      plan.createOn(node.name());
    } else if (fit.keep()) {
      List<ApiObject> running = running(view, pods, plan);
      if (running.size() > 1) {
        reduce(view, running, plan);
      }
    } else {
      pods.stream().filter(pod -> !pod.isBeingDeleted()).forEach(plan::delete);
    }
  }

  /** The pods that run or will; those that have ended make room for another. */
  private List<ApiObject> running(DaemonSetView view, List<ApiObject> pods, NodePlan plan) {
    List<ApiObject> running = new ArrayList<>();
    for (ApiObject pod : pods) {
      if (pod.isBeingDeleted()) {
        continue;
      }
      switch (Pods.phase(pod)) {
        case "Failed" -> {
          if (failed.mayReplace(view.set(), pod)) {
            recorder.warning(
                view.set(), "FailedDaemonPod", found("failed", pod) + ", will try to kill it");
            plan.delete(pod);
          }
        }
        case "Succeeded" -> {
          recorder.normal(
              view.set(),
              "SucceededDaemonPod",
              found("succeeded", pod) + ", will try to delete it");
          plan.delete(pod);
        }
        default -> running.add(pod);
      }
    }
    return running;
  }

  private static String found(String how, ApiObject pod) {
    return "Found %s daemon pod %s on node %s".formatted(how, pod.key(), DaemonPods.node(pod));
  }

  /** The oldest stays; during a surge the oldest of each revision, until the new one serves. */
  private static void reduce(DaemonSetView view, List<ApiObject> running, NodePlan plan) {
    List<ApiObject> surplus = new ArrayList<>(running.stream().sorted(OLDEST_FIRST).toList());
    if (!view.allowsSurge()) {
      surplus.removeFirst();
      surplus.forEach(plan::delete);
      return;
    }
    Optional<ApiObject> current =
        surplus.stream().filter(pod -> DaemonPods.isOf(pod, view.hash())).findFirst();
    Optional<ApiObject> old =
        surplus.stream().filter(pod -> !DaemonPods.isOf(pod, view.hash())).findFirst();
    current.ifPresent(surplus::remove);
    if (current.filter(view::isAvailable).isEmpty()) {
      old.ifPresent(surplus::remove);
    }
    surplus.forEach(plan::delete);
  }
}
