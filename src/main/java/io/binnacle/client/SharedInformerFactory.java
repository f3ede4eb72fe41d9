package io.binnacle.client;

import io.binnacle.apimachinery.meta.GroupVersionResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Informers with the identity of one client, one for each resource and selection. {@link #start()}
 * starts those that there are, and may be called again. Safe for any thread.
 */
public final class SharedInformerFactory implements InformerFactory, AutoCloseable {
  private record Selection(
      GroupVersionResource resource,
      String namespace,
      String labels,
      String fields,
      boolean metadataOnly) {}

  private final ApiClient client;
  private final Reflector.Runtime runtime;
  private final Map<Selection, SharedInformer> informers = new HashMap<>();

  /**
   * @param executor lists and opens watches, which blocks
   * @param timer waits after failures
   * @param random spreads those waits
   */
  public SharedInformerFactory(
      ApiClient client, Executor executor, DelayedExecutor timer, RandomGenerator random) {
    this.client = client;
    this.runtime = new Reflector.Runtime(executor, timer, random);
  }

  @Override
  public synchronized SharedInformer informer(
      GroupVersionResource resource, ListOptions selection) {
    Selection key =
        new Selection(
            resource,
            selection.namespace(),
            selection.labels().toString(),
            selection.fields().toString(),
            selection.metadataOnly());
    return informers.computeIfAbsent(
        key,
        wanted ->
            new SharedIndexInformer(
                resource,
                target ->
                    new Reflector(
                        client, resource, selection.withResourceVersion(""), runtime, target)));
  }

  /** Starts all informers. */
  public void start() {
    all().forEach(SharedInformer::start);
  }

  /** Whether the first list of all informers is in. */
  public boolean hasSynced() {
    return all().stream().allMatch(SharedInformer::hasSynced);
  }

  @Override
  public void close() {
    all().forEach(SharedInformer::close);
  }

  private synchronized List<SharedInformer> all() {
    return List.copyOf(informers.values());
  }
}
