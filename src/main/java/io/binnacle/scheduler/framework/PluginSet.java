package io.binnacle.scheduler.framework;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The plugins of a profile by extension point, each in the order that it runs in. */
public record PluginSet(
    QueueSortPlugin queueSort,
    List<PreEnqueuePlugin> preEnqueues,
    List<PreFilterPlugin> preFilters,
    List<FilterPlugin> filters,
    List<PostFilterPlugin> postFilters,
    List<PreScorePlugin> preScores,
    List<ScorePlugin> scores,
    List<ReservePlugin> reserves,
    List<PermitPlugin> permits,
    List<PreBindPlugin> preBinds,
    List<BindPlugin> binds) {

  /**
   * Arranges plugins.
   *
   * @param filtering those whose filters count
   * @param scoring those whose scores count
   * @param others those that take part in neither
   * @throws IllegalArgumentException when a plugin that every profile needs is missing
   */
  public static PluginSet of(
      Collection<? extends Plugin> filtering,
      Collection<? extends Plugin> scoring,
      Collection<? extends Plugin> others) {
    Set<Plugin> all = new LinkedHashSet<>(filtering);
    all.addAll(scoring);
    all.addAll(others);
    QueueSortPlugin queueSort =
        only(QueueSortPlugin.class, all).stream()
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no queueSort plugin"));
    List<BindPlugin> binds = only(BindPlugin.class, all);
    if (binds.isEmpty()) {
      throw new IllegalArgumentException("there is no bind plugin");
    }
    return new PluginSet(
        queueSort,
        only(PreEnqueuePlugin.class, all),
        only(PreFilterPlugin.class, filtering),
        only(FilterPlugin.class, filtering),
        only(PostFilterPlugin.class, all),
        only(PreScorePlugin.class, scoring),
        only(ScorePlugin.class, scoring),
        only(ReservePlugin.class, all),
        only(PermitPlugin.class, all),
        only(PreBindPlugin.class, all),
        binds);
  }

  private static <T> List<T> only(Class<T> point, Collection<? extends Plugin> plugins) {
    List<T> found = new ArrayList<>();
    for (Plugin plugin : plugins) {
      if (point.isInstance(plugin)) {
        found.add(point.cast(plugin));
      }
    }
    return List.copyOf(found);
  }

  /** Which events may help a pod that a plugin rejected, by the plugin's name. */
  public Map<String, Set<ClusterEvent>> eventsByPlugin() {
    Map<String, Set<ClusterEvent>> events = new LinkedHashMap<>();
    preEnqueues.forEach(plugin -> events.put(plugin.name(), plugin.eventsToRegister()));
    preFilters.forEach(plugin -> events.put(plugin.name(), plugin.eventsToRegister()));
    filters.forEach(plugin -> events.put(plugin.name(), plugin.eventsToRegister()));
    reserves.forEach(plugin -> events.put(plugin.name(), plugin.eventsToRegister()));
    permits.forEach(plugin -> events.put(plugin.name(), plugin.eventsToRegister()));
    return events;
  }
}
