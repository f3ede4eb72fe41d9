package io.binnacle.scheduler.framework;

import io.binnacle.client.ApiClient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A profile: the plugins that pods of one scheduler name are scheduled with, run in their order. No
 * state of its own; see the package for threads.
 */
public final class Framework implements FilterRunner {
  private final String profileName;
  private final PluginSet plugins;

  public Framework(String profileName, PluginSet plugins) {
    this.profileName = profileName;
    this.plugins = plugins;
  }

  /** The scheduler name that pods ask for. */
  public String profileName() {
    return profileName;
  }

  public PluginSet plugins() {
    return plugins;
  }

  /** What the preFilter plugins say together. */
  public sealed interface PreFilterOutcome {
    /**
     * All nodes, or the given ones, come into question.
     *
     * @param plugins those that narrowed the nodes down
     */
    record Proceed(Optional<Set<String>> nodeNames, Set<String> plugins)
        implements PreFilterOutcome {}

    /** The pod fits nowhere. */
    record Rejected(String plugin, Status.Unschedulable status) implements PreFilterOutcome {}

    /** A plugin could not tell. */
    record Failed(String message) implements PreFilterOutcome {}
  }

  /** Runs the preFilter plugins until one rejects the pod. */
  public PreFilterOutcome preFilter(SchedulingContext context) {
    Optional<Set<String>> nodeNames = Optional.empty();
    Set<String> narrowing = new TreeSet<>();
    for (PreFilterPlugin plugin : plugins.preFilters()) {
      PreFilterResult result = plugin.preFilter(context);
      switch (result.status()) {
        case Status.Success success -> {
          nodeNames = intersect(nodeNames, result.nodeNames());
          result.nodeNames().ifPresent(names -> narrowing.add(plugin.name()));
        }
        case Status.Skip skip -> context.skipFilter(plugin);
        case Status.Unschedulable rejected -> {
          return new PreFilterOutcome.Rejected(plugin.name(), rejected);
        }
        case Status.Failed failed -> {
          return new PreFilterOutcome.Failed(plugin.name() + ": " + failed.message());
        }
      }
    }
    return new PreFilterOutcome.Proceed(nodeNames, narrowing);
  }

  private static Optional<Set<String>> intersect(
      Optional<Set<String>> first, Optional<Set<String>> second) {
    if (first.isEmpty() || second.isEmpty()) {
      return first.isEmpty() ? second : first;
    }
    Set<String> both = new HashSet<>(first.get());
    both.retainAll(second.get());
    return Optional.of(both);
  }

  /** What stands against the node, and which plugin said so. */
  public record FilterOutcome(Status status, String plugin) {
    static final FilterOutcome FITS = new FilterOutcome(Status.SUCCESS, "");

    public boolean fits() {
      return status.isSuccess();
    }
  }

  /** Runs the filter plugins until one rejects the node. */
  public FilterOutcome filter(SchedulingContext context, NodeInfo node) {
    for (FilterPlugin plugin : plugins.filters()) {
      if (!context.skipsFilter(plugin)) {
        Status status = plugin.filter(context, node);
        if (!status.isSuccess()) {
          return new FilterOutcome(status, plugin.name());
        }
      }
    }
    return FilterOutcome.FITS;
  }

  @Override
  public boolean fits(SchedulingContext context, NodeInfo hypothesis) {
    SchedulingContext imagined = context.in(context.snapshot().with(hypothesis));
    return preFilter(imagined) instanceof PreFilterOutcome.Proceed proceed
        && proceed.nodeNames().map(names -> names.contains(hypothesis.name())).orElse(true)
        && filter(imagined, hypothesis).fits();
  }

  /**
   * The first proposal of the postFilter plugins, or the messages of all.
   *
   * @param filters what they try their hypotheses with
   */
  public PostFilterResult postFilter(
      SchedulingContext context, Diagnosis diagnosis, FilterRunner filters) {
    List<String> messages = new ArrayList<>();
    for (PostFilterPlugin plugin : plugins.postFilters()) {
      switch (plugin.postFilter(context, diagnosis, filters)) {
        case PostFilterResult.Preempt preempt -> {
          return preempt;
        }
        case PostFilterResult.NoWay noWay -> {
          if (!noWay.message().isEmpty()) {
            messages.add(noWay.message());
          }
        }
      }
    }
    return new PostFilterResult.NoWay(String.join(" ", messages));
  }

  /** The weighted sums of the nodes' scores, one for each node. */
  public long[] score(SchedulingContext context, List<NodeInfo> nodes) {
    for (PreScorePlugin plugin : plugins.preScores()) {
      if (plugin.preScore(context, nodes) instanceof Status.Skip) {
        context.skipScore(plugin);
      }
    }
    long[] totals = new long[nodes.size()];
    long[] scores = new long[nodes.size()];
    for (ScorePlugin plugin : plugins.scores()) {
      if (context.skipsScore(plugin)) {
        continue;
      }
      Arrays.setAll(scores, i -> plugin.score(context, nodes.get(i)));
      plugin.normalizeScore(context, nodes, scores);
      for (int i = 0; i < scores.length; i++) {
        totals[i] += scores[i] * plugin.weight();
      }
    }
    return totals;
  }

  /** Reserves with all plugins; where one fails, all are undone. */
  public Status reserve(SchedulingContext context, String nodeName) {
    for (ReservePlugin plugin : plugins.reserves()) {
      Status status = plugin.reserve(context, nodeName);
      if (!status.isSuccess()) {
        unreserve(context, nodeName);
        return status;
      }
    }
    return Status.SUCCESS;
  }

  /** Undoes {@link #reserve}, last plugin first. */
  public void unreserve(SchedulingContext context, String nodeName) {
    plugins.reserves().reversed().forEach(plugin -> plugin.unreserve(context, nodeName));
  }

  /** Completes when all permit plugins have spoken: with the first refusal, or with success. */
  public CompletionStage<Status> permit(SchedulingContext context, String nodeName) {
    CompletionStage<Status> all = CompletableFuture.completedStage(Status.SUCCESS);
    for (PermitPlugin plugin : plugins.permits()) {
      all =
          all.thenCombine(
              plugin.permit(context, nodeName),
              (before, status) -> before.isSuccess() ? status : before);
    }
    return all;
  }

  /** Runs the preBind plugins until one refuses. */
  public Status preBind(SchedulingContext context, String nodeName, ApiClient client) {
    for (PreBindPlugin plugin : plugins.preBinds()) {
      Status status = plugin.preBind(context, nodeName, client);
      if (!status.isSuccess()) {
        return status;
      }
    }
    return Status.SUCCESS;
  }

  /** Binds with the first plugin that takes the pod. */
  public Status bind(SchedulingContext context, String nodeName, ApiClient client) {
    for (BindPlugin plugin : plugins.binds()) {
      Status status = plugin.bind(context, nodeName, client);
      if (!(status instanceof Status.Skip)) {
        return status;
      }
    }
    return new Status.Failed("no bind plugin took the pod");
  }
}
