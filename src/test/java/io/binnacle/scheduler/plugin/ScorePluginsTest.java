package io.binnacle.scheduler.plugin;

import static io.binnacle.scheduler.Fixtures.context;
import static io.binnacle.scheduler.Fixtures.node;
import static io.binnacle.scheduler.Fixtures.pod;
import static io.binnacle.scheduler.Fixtures.requesting;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.scheduler.framework.ClusterLookups;
import io.binnacle.scheduler.framework.ListSnapshot;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PreScorePlugin;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.ScorePlugin;
import io.binnacle.scheduler.framework.Status;
import io.binnacle.scheduler.framework.VolumeLookups;
import io.binnacle.scheduler.plugin.interpodaffinity.InterPodAffinity;
import io.binnacle.scheduler.plugin.nodeaffinity.NodeAffinity;
import io.binnacle.scheduler.plugin.noderesources.NodeResourcesBalancedAllocation;
import io.binnacle.scheduler.plugin.noderesources.NodeResourcesLeastAllocated;
import io.binnacle.scheduler.plugin.noderesources.NodeResourcesMostAllocated;
import io.binnacle.scheduler.plugin.podtopologyspread.PodTopologySpread;
import io.binnacle.scheduler.plugin.selectorspread.SelectorSpread;
import io.binnacle.scheduler.plugin.tainttoleration.TaintToleration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which of the nodes that a pod fits on are preferred. */
class ScorePluginsTest {
  private static long[] scores(ScorePlugin plugin, SchedulingContext context) {
    List<NodeInfo> nodes = context.snapshot().nodes();
    long[] scores = new long[nodes.size()];
    if (plugin instanceof PreScorePlugin preScore
        && preScore.preScore(context, nodes) instanceof Status.Skip) {
      return scores;
    }
    Arrays.setAll(scores, i -> plugin.score(context, nodes.get(i)));
    plugin.normalizeScore(context, nodes, scores);
    return scores;
  }

  private static NodeInfo sized(String name, PodInfo... pods) {
    return node(name, "", "", "cpu: 10, memory: 10Gi, pods: 110", pods);
  }

  @Test
  void leastAllocatedPrefersTheEmptierNode() {
    var context =
        context(
            requesting("new", "cpu: 1, memory: 1Gi"),
            sized("empty"),
            sized("half", requesting("there", "cpu: 5, memory: 5Gi")));
    assertThat(scores(new NodeResourcesLeastAllocated(), context)).containsExactly(90, 40);
    assertThat(scores(new NodeResourcesMostAllocated(), context)).containsExactly(10, 60);
  }

  @Test
  void podsWithoutRequestsCountToo() {
    var context = context(pod(""), sized("empty"), sized("one", pod("there", "", "")));
    long[] scores = scores(new NodeResourcesLeastAllocated(), context);
    assertThat(scores[0]).isGreaterThan(scores[1]);
  }

  @Test
  void balancedAllocationPrefersEvenUse() {
    var context =
        context(
            requesting("new", "cpu: 1, memory: 5Gi"),
            sized("even", requesting("a", "cpu: 4")),
            sized("uneven", requesting("b", "memory: 4Gi")));
    assertThat(scores(new NodeResourcesBalancedAllocation(), context)).containsExactly(100, 60);
  }

  @Test
  void preferredNodeAffinityAddsUpWeights() {
    var context =
        context(
            pod(
                "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: ["
                    + "{weight: 3, preference: {matchExpressions: [{key: a, operator: Exists}]}},"
                    + "{weight: 1, preference: {matchExpressions: [{key: b, operator: Exists}]}}]}}"),
            node("ab", "a: '', b: ''"),
            node("a", "a: ''"),
            node("none", ""));
    assertThat(scores(new NodeAffinity(), context)).containsExactly(100, 75, 0);
  }

  @Test
  void softTaintsAreAvoided() {
    var context =
        context(
            pod(""),
            node("clean", ""),
            node("soft", "", "taints: [{key: a, effect: PreferNoSchedule}]", "pods: 10"));
    assertThat(scores(new TaintToleration(), context)).containsExactly(100, 0);
  }

  private static final String OWNED =
      "labels: {app: web}, ownerReferences: [{kind: ReplicationController, name: rc, uid: %s,"
          + " controller: true}]";

  @Test
  void podsOfOneControllerSpread() {
    var context =
        context(
            pod("new", OWNED.formatted("rc-1"), ""),
            node(
                "two",
                "",
                pod("a", OWNED.formatted("rc-1"), ""),
                pod("b", OWNED.formatted("rc-1"), "")),
            node("one", "", pod("c", OWNED.formatted("rc-1"), "")),
            node("others", "", pod("d", OWNED.formatted("rc-2"), "")));
    assertThat(scores(new SelectorSpread(), context)).containsExactly(0, 50, 100);
  }

  @Test
  void podsOfOneServiceSpreadOverZonesFirst() {
    PodInfo there = pod("there", "labels: {app: web}", "");
    ListSnapshot nodes =
        ListSnapshot.of(
            List.of(
                node("a1", "topology.kubernetes.io/zone: a", there),
                node("a2", "topology.kubernetes.io/zone: a"),
                node("b1", "topology.kubernetes.io/zone: b")));
    ClusterLookups lookups =
        new ClusterLookups(
            namespace -> Map.of(),
            pod -> List.of(LabelSelector.parse("app=web")),
            VolumeLookups.NONE);
    var context = new SchedulingContext(pod("new", "labels: {app: web}", ""), nodes, lookups);
    assertThat(scores(new SelectorSpread(), context)).containsExactly(0, 33, 100);
  }

  @Test
  void preferredSpreadFavoursTheEmptierDomain() {
    PodInfo there = pod("there", "labels: {app: web}", "");
    var context =
        context(
            pod(
                "new",
                "labels: {app: web}",
                "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable:"
                    + " ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]"),
            node("a", "zone: a", there),
            node("b", "zone: b"),
            node("none", ""));
    assertThat(scores(new PodTopologySpread(), context)).containsExactly(0, 100, 0);
  }

  @Test
  void preferredPodAffinityAttractsAndRepels() {
    String terms =
        "affinity: {podAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 10,"
            + " podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {app: db}}}}]},"
            + " podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 10,"
            + " podAffinityTerm: {topologyKey: zone, labelSelector: {matchLabels: {app: web}}}}]}}";
    var context =
        context(
            pod(terms),
            node("db", "zone: a", pod("x", "labels: {app: db}", "")),
            node("web", "zone: b", pod("y", "labels: {app: web}", "")),
            node("none", "zone: c"));
    assertThat(scores(new InterPodAffinity(), context)).containsExactly(100, 0, 50);
  }
}
