package io.binnacle.scheduler;

import io.binnacle.scheduler.framework.Diagnosis;
import io.binnacle.scheduler.framework.Framework;
import io.binnacle.scheduler.framework.Framework.FilterOutcome;
import io.binnacle.scheduler.framework.Framework.PreFilterOutcome;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Finds the node for a pod: filters nodes until enough fit, scores those, takes the best. The
 * search goes on where the last one ended, so that all nodes get their share. For the scheduling
 * thread alone.
 */
final class SchedulingAlgorithm {
  /** Below this number of nodes all are looked at. */
  private static final int MIN_NODES_TO_FIND = 100;

  private static final int MIN_PERCENTAGE = 5;

  private final int percentageOfNodesToScore;
  private final NominatedPods nominated;
  private final RandomGenerator random;
  private int nextStart;

  SchedulingAlgorithm(
      int percentageOfNodesToScore, NominatedPods nominated, RandomGenerator random) {
    this.percentageOfNodesToScore = percentageOfNodesToScore;
    this.nominated = nominated;
    this.random = random;
  }

  /** What came of it. */
  sealed interface Outcome {
    record Chosen(String nodeName) implements Outcome {}

    record NoFit(Diagnosis diagnosis) implements Outcome {}

    record Failed(String message) implements Outcome {}
  }

  Outcome schedule(Framework framework, SchedulingContext context) {
    List<NodeInfo> all = context.snapshot().nodes();
    if (all.isEmpty()) {
      return new Outcome.NoFit(new Diagnosis(0, "", Map.of(), Set.of()));
    }
    return switch (framework.preFilter(context)) {
      case PreFilterOutcome.Failed failed -> new Outcome.Failed(failed.message());
      case PreFilterOutcome.Rejected rejected ->
          new Outcome.NoFit(
              new Diagnosis(
                  all.size(),
                  String.join(", ", rejected.status().reasons()),
                  Map.of(),
                  Set.of(rejected.plugin())));
      case PreFilterOutcome.Proceed proceed -> {
        Search search = new Search(framework, context);
        yield search.run(proceed);
      }
    };
  }

  /** One pod's search. */
  private final class Search {
    private final Framework framework;
    private final SchedulingContext context;
    private final List<NodeInfo> fitting = new ArrayList<>();
    private final Map<String, Status.Unschedulable> rejected = new HashMap<>();
    private final Set<String> rejecting = new HashSet<>();
    private Optional<String> failure = Optional.empty();

    Search(Framework framework, SchedulingContext context) {
      this.framework = framework;
      this.context = context;
    }

    Outcome run(PreFilterOutcome.Proceed proceed) {
      List<NodeInfo> all = context.snapshot().nodes();
      if (!tryNominated(proceed)) {
        if (proceed.nodeNames().isPresent()) {
          look(narrowed(all, proceed.nodeNames().get(), proceed.plugins()));
        } else {
          look(all);
        }
      }
      if (failure.isPresent()) {
        return new Outcome.Failed(failure.get());
      }
      if (fitting.isEmpty()) {
        return new Outcome.NoFit(new Diagnosis(all.size(), "", rejected, rejecting));
      }
      return new Outcome.Chosen(best().name());
    }

    /** Room was made for the pod on a node: it is taken if it is there by now. */
    private boolean tryNominated(PreFilterOutcome.Proceed proceed) {
      String name = context.pod().nominatedNodeName();
      if (name.isEmpty()
          || proceed.nodeNames().isPresent() && !proceed.nodeNames().get().contains(name)) {
        return false;
      }
      context.snapshot().node(name).ifPresent(this::test);
      rejected.clear();
      return !fitting.isEmpty();
    }

    private List<NodeInfo> narrowed(List<NodeInfo> all, Set<String> names, Set<String> plugins) {
      List<NodeInfo> some = new ArrayList<>(names.size());
      Status.Unschedulable left =
          new Status.Unschedulable(
              List.of("node(s) didn't satisfy plugin(s) [" + String.join(" ", plugins) + "]"),
              false);
      for (NodeInfo node : all) {
        if (names.contains(node.name())) {
          some.add(node);
        } else {
          rejected.put(node.name(), left);
          rejecting.addAll(plugins);
        }
      }
      return some;
    }

    private void look(List<NodeInfo> nodes) {
      int wanted = nodesToFind(nodes.size());
      int looked = 0;
      while (looked < nodes.size() && fitting.size() < wanted && failure.isEmpty()) {
        test(nodes.get((nextStart + looked) % nodes.size()));
        looked++;
      }
      if (!nodes.isEmpty()) {
        nextStart = (nextStart + looked) % nodes.size();
      }
    }

    private void test(NodeInfo node) {
      NodeInfo expected = nominated.withNominated(node, context.pod());
      FilterOutcome outcome = framework.filter(context, expected);
      if (outcome.fits() && expected != node) {
        // Pods that are only expected may also be what the pod wants near it.
        outcome = framework.filter(context, node);
      }
      switch (outcome.status()) {
        case Status.Success success -> fitting.add(node);
        case Status.Skip skip -> fitting.add(node);
        case Status.Unschedulable reasons -> {
          rejected.put(node.name(), reasons);
          rejecting.add(outcome.plugin());
        }
        case Status.Failed failed ->
            failure = Optional.of(outcome.plugin() + ": " + failed.message());
      }
    }

    private NodeInfo best() {
      if (fitting.size() == 1) {
        return fitting.getFirst();
      }
      long[] scores = framework.score(context, fitting);
      int best = 0;
      int equals = 1;
      for (int i = 1; i < scores.length; i++) {
        if (scores[i] > scores[best]) {
          best = i;
          equals = 1;
        } else if (scores[i] == scores[best] && random.nextInt(++equals) == 0) {
          best = i;
        }
      }
      return fitting.get(best);
    }
  }

  int nodesToFind(int nodes) {
    if (nodes < MIN_NODES_TO_FIND) {
      return nodes;
    }
    int percentage = percentageOfNodesToScore;
    if (percentage == 0) {
      percentage = Math.max(MIN_PERCENTAGE, 50 - nodes / 125);
    }
    return Math.max(MIN_NODES_TO_FIND, (int) ((long) nodes * percentage / 100));
  }
}
