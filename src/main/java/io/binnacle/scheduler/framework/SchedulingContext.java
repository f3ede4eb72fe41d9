package io.binnacle.scheduler.framework;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pod's scheduling cycle: what it is about, and what plugins remember between their extension
 * points. Not safe for several threads at once; it is handed from the scheduling thread to the
 * binding thread.
 */
public final class SchedulingContext {
  private final PodInfo pod;
  private final Snapshot snapshot;
  private final ClusterLookups lookups;
  private final Map<Class<?>, Object> state = new HashMap<>();
  private final Set<String> skippedFilters = new HashSet<>();
  private final Set<String> skippedScores = new HashSet<>();

  public SchedulingContext(PodInfo pod, Snapshot snapshot, ClusterLookups lookups) {
    this.pod = pod;
    this.snapshot = snapshot;
    this.lookups = lookups;
  }

  /** The same pod in another snapshot, with nothing remembered. */
  public SchedulingContext in(Snapshot other) {
    return new SchedulingContext(pod, other, lookups);
  }

  public PodInfo pod() {
    return pod;
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  public ClusterLookups lookups() {
    return lookups;
  }

  /** Remembers a value under its class, which the plugin keeps to itself. */
  public void put(Object value) {
    state.put(value.getClass(), value);
  }

  /** What was remembered under the class. */
  public <T> @Nullable T get(Class<T> type) {
    return type.cast(state.get(type));
  }

  /**
   * What was remembered under the class.
   *
   * @throws IllegalStateException when nothing was: the earlier extension point has not run
   */
  public <T> T require(Class<T> type) {
    T value = get(type);
    if (value == null) {
      throw new IllegalStateException(type.getName() + " was not prepared for " + pod);
    }
    return value;
  }

  void skipFilter(Plugin plugin) {
    skippedFilters.add(plugin.name());
  }

  boolean skipsFilter(Plugin plugin) {
    return !skippedFilters.isEmpty() && skippedFilters.contains(plugin.name());
  }

  void skipScore(Plugin plugin) {
    skippedScores.add(plugin.name());
  }

  boolean skipsScore(Plugin plugin) {
    return !skippedScores.isEmpty() && skippedScores.contains(plugin.name());
  }
}
