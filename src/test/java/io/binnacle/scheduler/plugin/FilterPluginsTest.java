package io.binnacle.scheduler.plugin;

import static io.binnacle.scheduler.Fixtures.context;
import static io.binnacle.scheduler.Fixtures.node;
import static io.binnacle.scheduler.Fixtures.pod;
import static io.binnacle.scheduler.Fixtures.requesting;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.scheduler.framework.FilterPlugin;
import io.binnacle.scheduler.framework.NodeInfo;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.PreFilterPlugin;
import io.binnacle.scheduler.framework.SchedulingContext;
import io.binnacle.scheduler.framework.Status;
import io.binnacle.scheduler.plugin.interpodaffinity.InterPodAffinity;
import io.binnacle.scheduler.plugin.nodeaffinity.NodeAffinity;
import io.binnacle.scheduler.plugin.nodename.NodeName;
import io.binnacle.scheduler.plugin.nodeports.NodePorts;
import io.binnacle.scheduler.plugin.noderesources.NodeResourcesFit;
import io.binnacle.scheduler.plugin.nodeunschedulable.NodeUnschedulable;
import io.binnacle.scheduler.plugin.podtopologyspread.PodTopologySpread;
import io.binnacle.scheduler.plugin.tainttoleration.TaintToleration;
import io.binnacle.scheduler.plugin.volumerestrictions.VolumeRestrictions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which pods fit on which nodes. */
class FilterPluginsTest {
  /** What the filter says of the first node, the others being the rest of the cluster. */
  private static Status filter(FilterPlugin plugin, PodInfo pod, NodeInfo... nodes) {
    SchedulingContext context = context(pod, nodes);
    if (plugin instanceof PreFilterPlugin preFilter) {
      Status status = preFilter.preFilter(context).status();
      if (status instanceof Status.Skip || !status.isSuccess()) {
        return status instanceof Status.Skip ? Status.SUCCESS : status;
      }
    }
    return plugin.filter(context, nodes[0]);
  }

  private static List<String> reasons(Status status) {
    return status instanceof Status.Unschedulable rejected ? rejected.reasons() : List.of();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cpu: 500m                    |
          cpu: 501m                    | Insufficient cpu
          memory: 512Mi                |
          memory: 513Mi                | Insufficient memory
          ephemeral-storage: 2Gi       | Insufficient ephemeral-storage
          example.com/gpu: 1           |
          example.com/gpu: 2           | Insufficient example.com/gpu
          example.com/other: 1         | Insufficient example.com/other
          cpu: 3, memory: 3Gi          | Insufficient cpu, Insufficient memory
          """)
  void fitsWhereResourcesAreLeft(String wanted, String reasons) {
    NodeInfo node =
        node(
            "n",
            "",
            "",
            "cpu: 2, memory: 1Gi, ephemeral-storage: 1Gi, pods: 10, example.com/gpu: 1",
            requesting("there", "cpu: 1500m, memory: 512Mi"));
    Status status = filter(new NodeResourcesFit(), requesting("new", wanted), node);
    assertThat(String.join(", ", reasons(status))).isEqualTo(reasons == null ? "" : reasons);
  }

  @Test
  void aNodeTakesOnlySoManyPods() {
    NodeInfo node = node("n", "", "", "cpu: 2, memory: 1Gi, pods: 1", pod("there", "", ""));
    assertThat(filter(new NodeResourcesFit(), pod(""), node))
        .isEqualTo(Status.unschedulable("Too many pods"));
  }

  @Test
  void moreThanTheWholeNodeIsNotToBeHelpedByPreemption() {
    NodeInfo node = node("n", "", "", "cpu: 2, memory: 1Gi, pods: 10");
    assertThat(filter(new NodeResourcesFit(), requesting("big", "cpu: 3"), node))
        .isEqualTo(Status.unresolvable("Insufficient cpu"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1000 | containers: [{resources: {requests: {cpu: 1}}}], initContainers: [{resources: {requests: {cpu: 500m}}}]
          2000 | containers: [{resources: {requests: {cpu: 1}}}], initContainers: [{resources: {requests: {cpu: 2}}}]
          1500 | containers: [{resources: {requests: {cpu: 1}}}], initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 500m}}}]
          2500 | containers: [{resources: {requests: {cpu: 1}}}], initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 500m}}}, {resources: {requests: {cpu: 2}}}]
          2000 | containers: [{resources: {requests: {cpu: 1}}}], initContainers: [{resources: {requests: {cpu: 2}}}, {restartPolicy: Always, resources: {requests: {cpu: 500m}}}]
          1250 | containers: [{resources: {requests: {cpu: 1}}}], overhead: {cpu: 250m}
          3000 | containers: [{resources: {requests: {cpu: 1}}}], resources: {requests: {cpu: 3}}
          """)
  void aPodRequestsTheMostThatRunsAtOnce(long milliCpu, String spec) {
    assertThat(pod(spec).requests().milliCpu()).isEqualTo(milliCpu);
  }

  @ParameterizedTest
  @CsvSource({"'',true", "n,true", "other,false"})
  void aNamedNodeIsTheOnlyOne(String nodeName, boolean fits) {
    PodInfo pod = pod(nodeName.isEmpty() ? "" : "nodeName: " + nodeName);
    assertThat(filter(new NodeName(), pod, node("n", "")).isSuccess()).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                                  | false
          tolerations: [{operator: Exists}]                                   | true
          tolerations: [{key: node.kubernetes.io/unschedulable, operator: Exists, effect: NoSchedule}] | true
          tolerations: [{key: node.kubernetes.io/unschedulable, operator: Exists, effect: NoExecute}]  | false
          """)
  void cordonedNodesAreLeftAlone(String spec, boolean fits) {
    NodeInfo node = node("n", "", "unschedulable: true", "pods: 10");
    assertThat(filter(new NodeUnschedulable(), pod(spec), node).isSuccess()).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                                | false
          tolerations: [{key: dedicated, operator: Exists}]                 | true
          tolerations: [{key: dedicated, value: a}]                         | true
          tolerations: [{key: dedicated, operator: Equal, value: b}]        | false
          tolerations: [{key: dedicated, value: a, effect: NoSchedule}]     | true
          tolerations: [{key: dedicated, value: a, effect: NoExecute}]      | false
          tolerations: [{key: other, operator: Exists}]                     | false
          tolerations: [{operator: Exists}]                                 | true
          """)
  void taintsKeepPodsAwayThatDoNotTolerateThem(String spec, boolean fits) {
    NodeInfo node =
        node(
            "n",
            "",
            "taints: [{key: soft, effect: PreferNoSchedule}, {key: dedicated, value: a, effect: NoSchedule}]",
            "pods: 10");
    Status status = filter(new TaintToleration(), pod(spec), node);
    assertThat(status)
        .isEqualTo(
            fits
                ? Status.SUCCESS
                : Status.unresolvable("node(s) had untolerated taint {dedicated: a}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {hostPort: 80, containerPort: 1}                                    | false
          {hostPort: 80, containerPort: 1, protocol: UDP}                     | true
          {hostPort: 81, containerPort: 1}                                    | true
          {hostPort: 80, containerPort: 1, hostIP: 10.0.0.1}                  | false
          {hostPort: 90, containerPort: 1, hostIP: 10.0.0.1}                  | true
          {hostPort: 90, containerPort: 1, hostIP: 10.0.0.2}                  | false
          {hostPort: 90, containerPort: 1}                                    | false
          {containerPort: 80}                                                 | true
          """)
  void aHostPortIsTakenOnce(String port, boolean fits) {
    PodInfo there =
        pod(
            "there",
            "",
            "containers: [{name: c, ports: [{hostPort: 80, containerPort: 1}, {hostPort: 90, containerPort: 2, hostIP: 10.0.0.2}]}]");
    PodInfo pod = pod("containers: [{name: c, ports: [" + port + "]}]");
    assertThat(filter(new NodePorts(), pod, node("n", "", there)).isSuccess()).isEqualTo(fits);
  }

  private static String required(String expression) {
    return "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
        + "{nodeSelectorTerms: ["
        + expression
        + "]}}}";
  }

  static Stream<Arguments> nodeAffinities() {
    return Stream.of(
        Arguments.of("", true),
        Arguments.of("nodeSelector: {disk: ssd}", true),
        Arguments.of("nodeSelector: {disk: hdd}", false),
        Arguments.of("nodeSelector: {disk: ssd, other: x}", false),
        Arguments.of(
            required("{matchExpressions: [{key: disk, operator: In, values: [ssd, x]}]}"), true),
        Arguments.of(
            required("{matchExpressions: [{key: disk, operator: NotIn, values: [ssd]}]}"), false),
        Arguments.of(
            required("{matchExpressions: [{key: none, operator: NotIn, values: [ssd]}]}"), true),
        Arguments.of(required("{matchExpressions: [{key: disk, operator: Exists}]}"), true),
        Arguments.of(required("{matchExpressions: [{key: disk, operator: DoesNotExist}]}"), false),
        Arguments.of(
            required("{matchExpressions: [{key: cores, operator: Gt, values: ['7']}]}"), true),
        Arguments.of(
            required("{matchExpressions: [{key: cores, operator: Lt, values: ['8']}]}"), false),
        Arguments.of(
            required("{matchExpressions: [{key: disk, operator: Gt, values: ['1']}]}"), false),
        // One term is enough, but all of it.
        Arguments.of(
            required(
                "{matchExpressions: [{key: disk, operator: DoesNotExist}]},"
                    + "{matchExpressions: [{key: cores, operator: Exists}]}"),
            true),
        Arguments.of(
            required("{matchFields: [{key: metadata.name, operator: In, values: [n]}]}"), true),
        Arguments.of(
            required("{matchFields: [{key: metadata.name, operator: In, values: [m]}]}"), false),
        Arguments.of(required("{}"), false));
  }

  @ParameterizedTest
  @MethodSource("nodeAffinities")
  void nodesAreWhatThePodAsksFor(String spec, boolean fits) {
    NodeInfo node = node("n", "disk: ssd, cores: '8'");
    NodeAffinity plugin = new NodeAffinity();
    SchedulingContext context = context(pod(spec), node);
    plugin.preFilter(context);
    assertThat(plugin.filter(context, node))
        .isEqualTo(
            fits
                ? Status.SUCCESS
                : Status.unresolvable("node(s) didn't match Pod's node affinity/selector"));
  }

  @Test
  void namedNodesAreTheOnlyOnesLookedAt() {
    PodInfo pod =
        pod(required("{matchFields: [{key: metadata.name, operator: In, values: [a, b]}]}"));
    assertThat(new NodeAffinity().preFilter(context(pod)).nodeNames())
        .hasValueSatisfying(names -> assertThat(names).containsExactlyInAnyOrder("a", "b"));
  }

  private static final String SPREAD =
      "topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule,"
          + " %s labelSelector: {matchLabels: {app: web}}}]";

  private static PodInfo web(String name) {
    return pod(name, "labels: {app: web}", "");
  }

  @ParameterizedTest
  @CsvSource({
    // pods in a, in b, further settings, does it fit in a
    "0,0,'',true",
    "1,0,'',false",
    "1,1,'',true",
    "2,1,'',false",
    "1,1,'minDomains: 3,',false",
    "1,0,'matchLabelKeys: [version],',true"
  })
  void domainsStayWithinTheSkew(int inA, int inB, String settings, boolean fits) {
    NodeInfo a = node("a", "zone: a", pods(inA, "a"));
    NodeInfo b = node("b", "zone: b", pods(inB, "b"));
    PodInfo pod = pod("new", "labels: {app: web, version: '2'}", SPREAD.formatted(settings));
    assertThat(filter(new PodTopologySpread(), pod, a, b))
        .isEqualTo(
            fits
                ? Status.SUCCESS
                : Status.unschedulable("node(s) didn't match pod topology spread constraints"));
  }

  private static PodInfo[] pods(int count, String prefix) {
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> web(prefix + i))
        .toArray(PodInfo[]::new);
  }

  @Test
  void aNodeWithoutTheLabelIsInNoDomain() {
    PodInfo pod = pod("new", "labels: {app: web}", SPREAD.formatted(""));
    assertThat(filter(new PodTopologySpread(), pod, node("x", ""), node("a", "zone: a")))
        .isEqualTo(
            Status.unresolvable(
                "node(s) didn't match pod topology spread constraints (missing required label)"));
  }

  private static String podAffinity(String kind, String app) {
    return "affinity: {"
        + kind
        + ": {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector:"
        + " {matchLabels: {app: "
        + app
        + "}}}]}}";
  }

  static Stream<Arguments> podAffinities() {
    PodInfo guarded = pod("there", "labels: {app: web}", podAffinity("podAntiAffinity", "noisy"));
    return Stream.of(
        Arguments.of("", "podAffinity", "web", web("there"), ""),
        Arguments.of(
            "", "podAffinity", "db", web("there"), "node(s) didn't match pod affinity rules"),
        Arguments.of(
            "",
            "podAntiAffinity",
            "web",
            web("there"),
            "node(s) didn't match pod anti-affinity rules"),
        Arguments.of("", "podAntiAffinity", "db", web("there"), ""),
        // The first of a group that wants to be together.
        Arguments.of("app: db", "podAffinity", "db", web("there"), ""),
        Arguments.of(
            "app: noisy",
            "podAntiAffinity",
            "db",
            guarded,
            "node(s) didn't satisfy existing pods anti-affinity rules"));
  }

  @ParameterizedTest
  @MethodSource("podAffinities")
  void podsAreNearOthersOrFarFromThem(
      String labels, String kind, String app, PodInfo there, String reason) {
    PodInfo pod = pod("new", "labels: {" + labels + "}", podAffinity(kind, app));
    // The other pod is on another node of the same zone.
    Status status =
        filter(new InterPodAffinity(), pod, node("n", "zone: a"), node("m", "zone: a", there));
    assertThat(String.join(", ", reasons(status))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gcePersistentDisk: {pdName: d}                 | false
          gcePersistentDisk: {pdName: e}                 | true
          awsElasticBlockStore: {volumeID: d}            | true
          emptyDir: {}                                   | true
          """)
  void aDiskIsOnOneNodeOnce(String volume, boolean fits) {
    PodInfo there = pod("there", "", "volumes: [{name: v, gcePersistentDisk: {pdName: d}}]");
    PodInfo pod = pod("volumes: [{name: v, " + volume + "}]");
    assertThat(filter(new VolumeRestrictions(), pod, node("n", "", there)).isSuccess())
        .isEqualTo(fits);
  }
}
