package io.binnacle.scheduler.plugin.defaultpreemption;

import io.binnacle.scheduler.framework.Diagnosis;
import io.binnacle.scheduler.framework.FilterRunner;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PostFilterPlugin;
import io.binnacle.scheduler.framework.PostFilterResult;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import jakarta.enterprise.context.Dependent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Preemption: finds the node where the removal of pods of lower priority makes the pod fit, at the
 * least harm. On a node all such pods are taken away in thought; if the pod fits then, as many are
 * put back as fit beside it, the most important first.
 */
@Dependent
public class DefaultPreemption implements PostFilterPlugin {
  /** How many nodes with a solution are compared: a better one is rare beyond that. */
  private static final int MAX_CANDIDATES = 100;

  private static final Comparator<PodInfo> MOST_IMPORTANT_FIRST =
      Comparator.comparingInt(PodInfo::priority)
          .reversed()
          .thenComparing(DefaultPreemption::startTime);

  /** Least harm: the least important victims, then the fewest, then the youngest. */
  private static final Comparator<Candidate> LEAST_HARM =
      Comparator.comparingInt(Candidate::highestPriority)
          .thenComparingLong(Candidate::sumOfPriorities)
          .thenComparingInt(candidate -> candidate.victims.size())
          .thenComparing(Candidate::earliestStartOfHighest, Comparator.reverseOrder());

  private record Candidate(String nodeName, List<PodInfo> victims) {
    int highestPriority() {
      return victims.getFirst().priority();
    }

    /** Shifted, so that a victim more never makes the sum smaller, whatever its priority. */
    long sumOfPriorities() {
      return victims.stream().mapToLong(pod -> pod.priority() + (1L << 31)).sum();
    }

    Instant earliestStartOfHighest() {
      return victims.stream()
          .filter(pod -> pod.priority() == highestPriority())
          .map(DefaultPreemption::startTime)
          .min(Comparator.naturalOrder())
          .orElse(Instant.MAX);
    }
  }

  @Override
  public String name() {
    return "DefaultPreemption";
  }

  @Override
  public PostFilterResult postFilter(
      SchedulingContext context, Diagnosis diagnosis, FilterRunner filters) {
    PodInfo pod = context.pod();
    if ("Never".equals(pod.spec().getPreemptionPolicy())) {
      return noWay("not eligible due to preemptionPolicy=Never.");
    }
    if (isRoomBeingMade(context)) {
      return noWay("not eligible due to a terminating pod on the nominated node.");
    }
    List<Candidate> candidates = new ArrayList<>();
    List<Status.Unschedulable> statuses = new ArrayList<>();
    for (NodeInfo node : context.snapshot().nodes()) {
      Status.Unschedulable status = diagnosis.nodeStatuses().get(node.name());
      if (status == null || !status.resolvable()) {
        statuses.add(
            new Status.Unschedulable(List.of("Preemption is not helpful for scheduling"), false));
        continue;
      }
      Optional<List<PodInfo>> victims = victims(context, node, filters);
      if (victims.isPresent()) {
        candidates.add(new Candidate(node.name(), victims.get()));
      } else {
        statuses.add(
            new Status.Unschedulable(
                List.of("No preemption victims found for incoming pod"), false));
      }
      if (candidates.size() == MAX_CANDIDATES) {
        break;
      }
    }
    return candidates.stream()
        .min(LEAST_HARM)
        .<PostFilterResult>map(best -> new PostFilterResult.Preempt(best.nodeName, best.victims))
        .orElseGet(() ->
            noWay(
                "0/"
                    + context.snapshot().nodes().size()
                    + " nodes are available: "
                    + Diagnosis.histogram(statuses)
                    + "."));
  }

  private static PostFilterResult noWay(String message) {
    return new PostFilterResult.NoWay("preemption: " + message);
  }

  /** Whether victims of an earlier preemption for the pod are still on their way out. */
  private static boolean isRoomBeingMade(SchedulingContext context) {
    PodInfo pod = context.pod();
    return context
        .snapshot()
        .node(pod.nominatedNodeName())
        .map(node ->
            node.pods().stream()
                .anyMatch(other -> other.isTerminating() && other.priority() < pod.priority()))
        .orElse(false);
  }

  /** The pods that must go, the most important first; empty where that does not help. */
  private static Optional<List<PodInfo>> victims(
      SchedulingContext context, NodeInfo node, FilterRunner filters) {
    List<PodInfo> lower =
        node.pods().stream()
            .filter(pod -> pod.priority() < context.pod().priority())
            .sorted(MOST_IMPORTANT_FIRST)
            .toList();
    if (lower.isEmpty()) {
      return Optional.empty();
    }
    NodeInfo hypothesis = node;
    for (PodInfo pod : lower) {
      hypothesis = hypothesis.withoutPod(pod);
    }
    if (!filters.fits(context, hypothesis)) {
      return Optional.empty();
    }
    List<PodInfo> victims = new ArrayList<>();
    for (PodInfo pod : lower) {
      NodeInfo reprieved = hypothesis.withPod(pod);
      if (filters.fits(context, reprieved)) {
        hypothesis = reprieved;
      } else {
        victims.add(pod);
      }
    }
    return victims.isEmpty() ? Optional.empty() : Optional.of(victims);
  }

  private static Instant startTime(PodInfo pod) {
    return pod.startTime().orElse(Instant.MAX);
  }
}
