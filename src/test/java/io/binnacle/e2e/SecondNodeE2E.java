package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A node that joins by token, in a network namespace of its own: pods on both nodes, reached from
 * everywhere; and what happens when its agent dies and comes back. Needs root.
 */
@ExtendWith(ClusterExtension.class)
class SecondNodeE2E {
  private static final Duration LIMIT = Duration.ofSeconds(45);

  /** How much longer than grace period and toleration a replacement may take. */
  private static final Duration REPLACEMENT = Duration.ofSeconds(25);

  private static final String SPREAD =
      """
      apiVersion: v1
      kind: ReplicationController
      metadata: {name: spread}
      spec:
        replicas: 4
        selector: {app: spread}
        template:
          metadata: {labels: {app: spread}}
          spec:
            terminationGracePeriodSeconds: 1
            tolerations:
            - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 2}
            - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 2}
            containers:
            - name: web
              image: binnacle/busybox
              command: [sh, -c, 'mkdir /tmp/www; echo $POD_NAME > /tmp/www/index.html; echo serving; exec httpd -f -p 8080 -h /tmp/www']
              env:
              - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
              readinessProbe: {httpGet: {path: /, port: 8080}, periodSeconds: 1}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: spread}
      spec:
        selector: {app: spread}
        ports: [{port: 80, targetPort: 8080}]
      """;

  private record Pod(String name, String ip, String node) {}

  @Test
  void joinsServesDiesAndComesBack(ClusterHarness cluster, Kubectl kubectl) {
    Assumptions.assumeTrue(cluster.isRoot(), "network namespaces need root");
    for (String program : List.of("ip", "nsenter")) {
      Assumptions.assumeTrue(has(program), "the program " + program + " is missing");
    }
    // The second node takes the first one's packages: its network does not lead to any.
    awaitReady(kubectl, "--all");
    try (SecondNode second = SecondNode.prepare(cluster)) {
      second.start();
      awaitReady(kubectl, second.name());
      assertThat(second.inside("sysctl", "-n", "net.ipv4.ip_forward").strip()).isEqualTo("1");

      kubectl.feed(SPREAD, "apply", "-f", "-");
      List<Pod> pods = awaitPods(kubectl, 4, LIMIT);
      assertThat(pods.stream().map(Pod::node).distinct()).hasSize(2).contains(second.name());
      everyPodIsReachedFromEverywhere(cluster, kubectl, second, pods);
      theAgentAnswers(kubectl, second, pods);

      second.kill();
      List<Pod> lost = pods.stream().filter(pod -> pod.node().equals(second.name())).toList();
      thePodsAreReplaced(kubectl, second, lost);

      second.start();
      awaitReady(kubectl, second.name());
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> {
            assertThat(lost).allSatisfy(pod -> assertThat(PodProcess.find(pod.name())).isEmpty());
            assertThat(names(kubectl))
                .doesNotContainAnyElementsOf(lost.stream().map(Pod::name).toList());
          });
      kubectl.run("delete", "rc,service", "spread", "--timeout=30s");
      await().atMost(LIMIT).until(() -> names(kubectl).isEmpty());
    } finally {
      kubectl.attempt("", "delete", "node", "e2e" + cluster.port(), "--ignore-not-found");
    }
  }

  private static boolean has(String program) {
    return Command.run(
            Path.of("/"), Map.of(), List.of("bash", "-c", "command -v " + program), "", LIMIT)
        .succeeded();
  }

  private static void awaitReady(Kubectl kubectl, String node) {
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofSeconds(1))
        .until(() ->
            kubectl
                .attempt("", "wait", "node", node, "--for=condition=Ready", "--timeout=30s")
                .succeeded());
  }

  /** The pods that are ready and not about to go, once there are so many. */
  private static List<Pod> awaitPods(Kubectl kubectl, int count, Duration limit) {
    List<Pod> pods = new ArrayList<>();
    await()
        .atMost(limit)
        .untilAsserted(() -> {
          pods.clear();
          kubectl
              .run(
                  "get",
                  "pods",
                  "-o",
                  "jsonpath={range .items[*]}{.metadata.name} {.status.podIP} {.spec.nodeName}"
                      + " {.status.conditions[?(@.type=='Ready')].status}"
                      + "{.metadata.deletionTimestamp}{\"\\n\"}{end}")
              .lines()
              .map(line -> line.split(" "))
              .filter(fields -> fields.length == 4 && fields[3].equals("True"))
              .forEach(fields -> pods.add(new Pod(fields[0], fields[1], fields[2])));
          assertThat(pods).hasSize(count);
        });
    return pods;
  }

  private static Set<String> names(Kubectl kubectl) {
    return Set.copyOf(
        kubectl
            .run("get", "pods", "-o", "jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}")
            .lines()
            .toList());
  }

  private static void everyPodIsReachedFromEverywhere(
      ClusterHarness cluster, Kubectl kubectl, SecondNode second, List<Pod> pods) {
    Map<String, String> networks = new HashMap<>();
    networks.put("the first host", "/proc/self/ns/net");
    networks.put("the second host", "/run/netns/" + second.name());
    pods.forEach(
        pod -> networks.put(pod.name(), "/proc/" + PodProcess.of(pod.name()).pid() + "/ns/net"));
    String service = kubectl.run("get", "service", "spread", "-o", "jsonpath={.spec.clusterIP}");
    networks.forEach((who, network) -> {
      for (Pod pod : pods) {
        assertThat(answer(cluster, network, pod.ip(), 8080))
            .as("%s asks %s", who, pod)
            .endsWith("\n" + pod.name() + "\n");
      }
      Set<String> nodes = new HashSet<>();
      await()
          .atMost(LIMIT)
          .untilAsserted(() -> {
            String answer = answer(cluster, network, service, 80);
            pods.stream()
                .filter(pod -> answer.endsWith("\n" + pod.name() + "\n"))
                .forEach(pod -> nodes.add(pod.node()));
            assertThat(nodes).as("who answers %s", who).hasSize(2);
          });
    });
  }

  /** The answer to a plain request that is made in a network namespace. */
  private static String answer(ClusterHarness cluster, String network, String address, int port) {
    String request =
        "exec 3<>/dev/tcp/%s/%d && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3"
            .formatted(address, port);
    return Command.run(
            cluster.home(),
            Map.of(),
            List.of("nsenter", "--net=" + network, "timeout", "5", "bash", "-c", request),
            "",
            LIMIT)
        .output();
  }

  private static void theAgentAnswers(Kubectl kubectl, SecondNode second, List<Pod> pods) {
    for (Pod pod : pods) {
      assertThat(kubectl.run("logs", pod.name())).isEqualTo("serving\n");
    }
    assertThat(kubectl.run("get", "--raw", "/api/v1/nodes/" + second.name() + "/proxy/healthz"))
        .isEqualTo("ok");
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(kubectl.attempt("", "top", "nodes").output())
                .containsPattern("(?m)^" + second.name() + " +\\d+m +\\d+% +\\d+Mi +\\d+%"));
  }

  private static void thePodsAreReplaced(Kubectl kubectl, SecondNode second, List<Pod> lost) {
    kubectl.run(
        "wait",
        "node/" + second.name(),
        "--for=condition=Ready=Unknown",
        "--timeout=" + ClusterHarness.GRACE.plusSeconds(10).toSeconds() + "s");
    List<Pod> now = awaitPods(kubectl, 4, REPLACEMENT);
    assertThat(now).extracting(Pod::node).doesNotContain(second.name());
    // Nobody told the containers: only the node's own agent can.
    assertThat(lost).allSatisfy(pod -> assertThat(PodProcess.find(pod.name())).isPresent());
  }
}
