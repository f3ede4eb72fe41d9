package io.binnacle.scheduler.provider;

import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.Framework;
import io.binnacle.scheduler.framework.Plugin;
import io.binnacle.scheduler.framework.PluginSet;
import io.binnacle.scheduler.framework.PreFilterPlugin;
import io.binnacle.scheduler.framework.ScorePlugin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The algorithm providers by name. A provider is a set of predicate keys and a set of priority
 * keys; a key is the name of a plugin or one of the names that Kubernetes' schedulers have had for
 * it. {@value #DEFAULT_PROVIDER} is built in.
 *
 * <p>Plugins that neither filter nor score, such as the binder, belong to every provider.
 */
public final class AlgorithmProviderRegistry {
  public static final String DEFAULT_PROVIDER = "DefaultProvider";

  /** As the default provider, but packs nodes full instead of using them evenly. */
  public static final String CLUSTER_AUTOSCALER_PROVIDER = "ClusterAutoscalerProvider";

  private static final List<String> DEFAULT_PREDICATES =
      List.of(
          "NodeUnschedulable",
          "NodeName",
          "TaintToleration",
          "NodeAffinity",
          "NodePorts",
          "NodeResourcesFit",
          "VolumeRestrictions",
          "VolumeBinding",
          "PodTopologySpread",
          "InterPodAffinity");
  private static final List<String> DEFAULT_PRIORITIES =
      List.of(
          "NodeResourcesLeastAllocated",
          "NodeResourcesBalancedAllocation",
          "TaintToleration",
          "NodeAffinity",
          "SelectorSpread",
          "PodTopologySpread",
          "InterPodAffinity",
          "ImageLocality");

  private final Map<String, Plugin> plugins = new TreeMap<>();
  private final Map<String, Provider> providers = new TreeMap<>();

  private record Provider(Set<Plugin> filtering, Set<Plugin> scoring) {}

  /**
   * @param plugins all that there are
   * @param further providers besides those built in
   * @throws IllegalArgumentException when two plugins have one name, or a provider is wrong
   */
  public AlgorithmProviderRegistry(
      Collection<? extends Plugin> plugins, Collection<? extends AlgorithmProvider> further) {
    for (Plugin plugin : plugins) {
      if (this.plugins.put(plugin.name(), plugin) != null) {
        throw new IllegalArgumentException("two scheduler plugins are named " + plugin.name());
      }
    }
    registerAlgorithmProvider(DEFAULT_PROVIDER, DEFAULT_PREDICATES, DEFAULT_PRIORITIES);
    List<String> packing = new ArrayList<>(DEFAULT_PRIORITIES);
    packing.set(0, "NodeResourcesMostAllocated");
    registerAlgorithmProvider(CLUSTER_AUTOSCALER_PROVIDER, DEFAULT_PREDICATES, packing);
    for (AlgorithmProvider provider : further) {
      registerAlgorithmProvider(provider.name(), provider.predicateKeys(), provider.priorityKeys());
    }
  }

  /**
   * Registers a provider, in place of an earlier one of the name.
   *
   * @throws IllegalArgumentException naming every key that is not known, and those that are
   */
  public void registerAlgorithmProvider(
      String name, Collection<String> predicateKeys, Collection<String> priorityKeys) {
    Set<Plugin> filtering =
        resolve(
            name,
            "predicate",
            predicateKeys,
            ClassicNames.PREDICATES,
            plugin -> plugin instanceof FilterPlugin || plugin instanceof PreFilterPlugin);
    Set<Plugin> scoring =
        resolve(
            name,
            "priority",
            priorityKeys,
            ClassicNames.PRIORITIES,
            plugin -> plugin instanceof ScorePlugin);
    providers.put(name, new Provider(filtering, scoring));
  }

  private Set<Plugin> resolve(
      String provider,
      String what,
      Collection<String> keys,
      Map<String, List<String>> classicNames,
      Predicate<Plugin> kind) {
    Set<Plugin> resolved = new LinkedHashSet<>();
    List<String> unknown = new ArrayList<>();
    for (String key : keys) {
      for (String pluginName : classicNames.getOrDefault(key, List.of(key))) {
        Plugin plugin = plugins.get(pluginName);
        if (plugin != null && kind.test(plugin)) {
          resolved.add(plugin);
        } else {
          unknown.add(key);
        }
      }
    }
    if (!unknown.isEmpty()) {
      Set<String> known = new TreeSet<>(classicNames.keySet());
      plugins.values().stream().filter(kind).map(Plugin::name).forEach(known::add);
      throw new IllegalArgumentException(
          "algorithm provider "
              + provider
              + ": unknown "
              + what
              + " keys "
              + unknown
              + "; known are "
              + known);
    }
    return resolved;
  }

  /** The names of all providers. */
  public Set<String> names() {
    return new TreeSet<>(providers.keySet());
  }

  /**
   * Makes a profile that schedules as the provider says.
   *
   * @throws IllegalArgumentException when no provider has the name
   */
  public Framework framework(String profileName, String providerName) {
    Provider provider = providers.get(providerName);
    if (provider == null) {
      throw new IllegalArgumentException(
          "there is no scheduler algorithm provider '"
              + providerName
              + "'; there are "
              + providers.keySet());
    }
    List<Plugin> others =
        plugins.values().stream()
            .filter(plugin -> !(plugin instanceof FilterPlugin || plugin instanceof ScorePlugin))
            .toList();
    return new Framework(
        profileName, PluginSet.of(provider.filtering(), provider.scoring(), others));
  }
}
