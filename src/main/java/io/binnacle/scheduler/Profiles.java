package io.binnacle.scheduler;

import io.binnacle.scheduler.framework.Framework;
import io.binnacle.scheduler.framework.PluginSet;
import io.binnacle.scheduler.provider.AlgorithmProviderRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The profiles by the scheduler name that pods ask for. Immutable. */
public final class Profiles {
  private final Map<String, Framework> byName;

  private Profiles(Map<String, Framework> byName) {
    this.byName = byName;
  }

  /**
   * Makes the profiles that the configuration names.
   *
   * @throws IllegalArgumentException when a provider is not known
   */
  public static Profiles of(
      SchedulerConfiguration configuration, AlgorithmProviderRegistry providers) {
    Map<String, Framework> byName = new LinkedHashMap<>();
    for (String entry : configuration.schedulerNames()) {
      int equals = entry.indexOf('=');
      String name = equals < 0 ? entry : entry.substring(0, equals);
      String provider =
          equals < 0 ? configuration.algorithmProvider() : entry.substring(equals + 1);
      byName.put(name, providers.framework(name, provider));
    }
    return new Profiles(byName);
  }

  Optional<Framework> named(String schedulerName) {
    return Optional.ofNullable(byName.get(schedulerName));
  }

  List<PluginSet> pluginSets() {
    return byName.values().stream().map(Framework::plugins).toList();
  }

  /** The scheduler names. */
  public Set<String> names() {
    return byName.keySet();
  }
}
