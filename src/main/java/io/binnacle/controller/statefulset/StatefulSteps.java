package io.binnacle.controller.statefulset;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Parallel;
import io.binnacle.controller.Pods;
import io.binnacle.controller.workload.SlowStart;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What can be done for a stateful set now: first all pods that it asks for, then away with those
 * that it does not, then the update. With the policy OrderedReady one step waits for the one before
 * it; with Parallel they do not wait.
 */
final class StatefulSteps {
  private final ControllerContext context;
  private final StatefulPodControl control;

  StatefulSteps(ControllerContext context, StatefulPodControl control) {
    this.context = context;
    this.control = control;
  }

  /**
   * Does the steps.
   *
   * @throws ApiException where one was refused
   */
  void run(StatefulSetView view) {
    if (view.spec().ordered()) {
      if (fillInOrder(view) && removeInOrder(view)) {
        update(view);
      }
      return;
    }
    fillAll(view);
    removeAll(view);
    update(view);
  }

  private static IntStream ordinals(StatefulSpec spec) {
    return IntStream.range(spec.start(), spec.start() + spec.replicas());
  }

  /** Whether all pods are there and available. */
  private boolean fillInOrder(StatefulSetView view) {
    for (int ordinal : ordinals(view.spec()).toArray()) {
      Optional<ApiObject> pod = view.pod(ordinal);
      boolean settled = pod.isPresent() && settle(view, pod.get(), ordinal);
      if (pod.isEmpty()) {
        control.create(view.set(), view.revisionFor(ordinal), ordinal);
      }
      if (!settled || pod.filter(p -> isServing(view, p)).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isServing(StatefulSetView view, ApiObject pod) {
    return !pod.isBeingDeleted() && view.isAvailable(pod);
  }

  private void fillAll(StatefulSetView view) {
    List<Integer> all = ordinals(view.spec()).boxed().toList();
    SlowStart.Outcome outcome =
        SlowStart.forEach(
            context.executor(),
            all,
            ordinal ->
                view.pod(ordinal)
                    .ifPresentOrElse(
                        pod -> settle(view, pod, ordinal),
                        () -> control.create(view.set(), view.revisionFor(ordinal), ordinal)));
    throwFirst(outcome.refusals());
  }

  private static void throwFirst(List<ApiException> refusals) {
    if (!refusals.isEmpty()) {
      throw refusals.getFirst();
    }
  }

  /**
   * Sees to a pod that is there.
   *
   * @return false where it has ended: it has to go before there can be another of its name
   */
  private boolean settle(StatefulSetView view, ApiObject pod, int ordinal) {
    if (Pods.isTerminal(pod)) {
      if (!pod.isBeingDeleted()) {
        control.tellOfEnded(view.set(), pod);
        control.delete(view.set(), pod);
      }
      return false;
    }
    if (Pods.phase(pod).equals("Pending") && !pod.isBeingDeleted()) {
      control.createMissingClaims(view.set(), ordinal);
    }
    control.keepIdentity(view.set(), pod, ordinal);
    return true;
  }

  /** From the highest number down, one at a time; whether none is left. */
  private boolean removeInOrder(StatefulSetView view) {
    List<ApiObject> condemned = view.condemned();
    if (condemned.isEmpty()) {
      return true;
    }
    ApiObject last = condemned.getFirst();
    boolean mayGo = isServing(view, last) || view.firstUnhealthy().filter(last::equals).isPresent();
    if (!last.isBeingDeleted() && mayGo) {
      control.scaleAway(view.set(), last, StatefulPods.ordinal(view.set(), last));
    }
    return false;
  }

  private void removeAll(StatefulSetView view) {
    List<ApiObject> victims =
        view.condemned().stream().filter(pod -> !pod.isBeingDeleted()).toList();
    throwFirst(
        Parallel.forEach(
            context.executor(),
            victims,
            pod -> control.scaleAway(view.set(), pod, StatefulPods.ordinal(view.set(), pod))));
  }

  /** Replaces pods of older revisions from the highest number down to the partition. */
  private void update(StatefulSetView view) {
    StatefulSpec spec = view.spec();
    if (!spec.rolling()) {
      return;
    }
    int missing = 0;
    for (int i = spec.start() + spec.replicas() - 1; i >= spec.start() + spec.partition(); i--) {
      Optional<ApiObject> pod = view.pod(i);
      if (pod.filter(p -> isOld(view, p)).isPresent()) {
        control.delete(view.set(), pod.get());
        missing++;
      } else if (pod.filter(p -> isServing(view, p)).isEmpty()) {
        missing++;
      }
      if (missing >= spec.maxUnavailable()) {
        return;
      }
    }
  }

  private static boolean isOld(StatefulSetView view, ApiObject pod) {
    return !pod.isBeingDeleted() && !StatefulPods.revision(pod).equals(view.update().name());
  }
}
