package io.binnacle.scheduler.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.binnacle.scheduler.Fixtures;
import io.binnacle.scheduler.framework.Plugin;
import io.binnacle.scheduler.framework.PluginSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlgorithmProviderRegistryTest {
  private final AlgorithmProviderRegistry registry =
      new AlgorithmProviderRegistry(Fixtures.plugins(), List.of());

  private static List<String> names(List<? extends Plugin> plugins) {
    return plugins.stream().map(Plugin::name).toList();
  }

  @Test
  void theDefaultProviderHasEveryFilter() {
    PluginSet plugins = registry.framework("default-scheduler", "DefaultProvider").plugins();
    assertThat(names(plugins.filters()))
        .containsExactly(
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
    assertThat(names(plugins.binds())).containsExactly("DefaultBinder");
    assertThat(names(plugins.scores())).doesNotContain("NodeResourcesMostAllocated");
  }

  @Test
  void classicNamesStandForTodaysPlugins() {
    registry.registerAlgorithmProvider(
        "mine",
        List.of("PodFitsResources", "PodFitsHostPorts", "MatchNodeSelector", "HostName"),
        List.of("LeastRequestedPriority", "SelectorSpreadPriority", "EqualPriority"));
    PluginSet plugins = registry.framework("p", "mine").plugins();
    assertThat(names(plugins.filters()))
        .containsExactly("NodeResourcesFit", "NodePorts", "NodeAffinity", "NodeName");
    assertThat(names(plugins.scores()))
        .containsExactly("NodeResourcesLeastAllocated", "SelectorSpread");
  }

  @Test
  void aPluginThatFiltersAndScoresCountsOnlyForWhatItWasNamed() {
    registry.registerAlgorithmProvider("mine", List.of("TaintToleration"), List.of());
    PluginSet plugins = registry.framework("p", "mine").plugins();
    assertThat(names(plugins.filters())).containsExactly("TaintToleration");
    assertThat(plugins.scores()).isEmpty();
    assertThat(plugins.preScores()).isEmpty();
  }

  @Test
  void unknownKeysAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            registry.registerAlgorithmProvider("mine", List.of("Nope", "HostName"), List.of()))
        .withMessageContaining("mine: unknown predicate keys [Nope]")
        .withMessageContaining("NodeResourcesFit")
        .withMessageContaining("PodFitsResources");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> registry.registerAlgorithmProvider("mine", List.of(), List.of("NodeName")))
        .withMessageContaining("unknown priority keys [NodeName]");
  }

  @Test
  void anUnknownProviderIsNamedWithThoseThatThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.framework("p", "Nope"))
        .withMessage(
            "there is no scheduler algorithm provider 'Nope'; there are"
                + " [ClusterAutoscalerProvider, DefaultProvider]");
  }
}
