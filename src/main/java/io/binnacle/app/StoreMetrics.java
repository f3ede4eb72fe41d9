package io.binnacle.app;

import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.storage.StoreStatistics;
import io.binnacle.storage.cacher.CachedObjectStore;
import java.util.function.Function;
import org.eclipse.microprofile.metrics.Tag;

/** The store's figures as metrics. */
final class StoreMetrics {
  private static final double NANOS = 1e9;

  private final CachedObjectStore store;
  private final Gauges gauges;

  private StoreMetrics(CachedObjectStore store, Gauges gauges) {
    this.store = store;
    this.gauges = gauges;
  }

  static void publish(CachedObjectStore store, ResourceCatalog catalog, Gauges gauges) {
    StoreMetrics metrics = new StoreMetrics(store, gauges);
    metrics.commits();
    metrics.groups();
    metrics.state();
    catalog.all().forEach(metrics::objects);
  }

  private void commits() {
    add(
        "binnacle_store_commit_duration_seconds_count",
        "Transactions that wrote something",
        StoreStatistics::commits);
    add(
        "binnacle_store_commit_duration_seconds_sum",
        "Time spent in transactions",
        figures -> figures.commitTime().toNanos() / NANOS);
    add(
        "binnacle_store_commit_mutations_count",
        "Transactions that wrote something",
        StoreStatistics::commits);
    add(
        "binnacle_store_commit_mutations_sum",
        "Changes that transactions wrote; by their count it is the mean size of a commit",
        StoreStatistics::mutations);
    add(
        "binnacle_store_largest_commit_groups",
        "The most mutation groups that one transaction held",
        StoreStatistics::largestCommit);
  }

  private void groups() {
    add(
        "binnacle_store_groups_total",
        "Mutation groups by what became of them",
        StoreStatistics::groups,
        new Tag("result", "committed"));
    add(
        "binnacle_store_groups_total",
        "Mutation groups by what became of them",
        StoreStatistics::refusedGroups,
        new Tag("result", "refused"));
    add(
        "binnacle_store_groups_total",
        "Mutation groups by what became of them",
        StoreStatistics::failedGroups,
        new Tag("result", "failed"));
    add(
        "binnacle_store_groups_total",
        "Mutation groups by what became of them",
        StoreStatistics::overloads,
        new Tag("result", "overload"));
    add(
        "binnacle_store_queued_groups",
        "Mutation groups that wait for the committer",
        StoreStatistics::queuedGroups);
  }

  private void state() {
    add(
        "binnacle_store_revision",
        "The newest revision that this server can read",
        StoreStatistics::cachedRevision);
    add(
        "binnacle_store_lag_revisions",
        "How far the log is known to be ahead of this server's cache",
        StoreStatistics::lag);
    add(
        "binnacle_store_retained_changes",
        "Log entries in the watch cache",
        StoreStatistics::retainedChanges);
    add(
        "binnacle_store_watches",
        "Watches of the store, those of components in the process included",
        StoreStatistics::watches);
  }

  private void objects(ResourceDefinition definition) {
    var resource = definition.groupResource();
    gauges.add(
        "apiserver_resource_objects",
        "Number of stored objects at the time of last check split by kind",
        () -> store.cached().count(resource, ""),
        new Tag("group", resource.group()),
        new Tag("resource", resource.resource()));
  }

  private void add(
      String name, String help, Function<StoreStatistics, Number> figure, Tag... tags) {
    gauges.add(name, help, () -> figure.apply(store.statistics()), tags);
  }
}
