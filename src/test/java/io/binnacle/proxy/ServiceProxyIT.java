package io.binnacle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.binnacle.node.runtime.containerd.RuntimeTools;
import io.binnacle.process.CommandRunner;
import io.binnacle.process.ProcessCommandRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Applies rules in network namespaces of its own: a node with a bridge, and two pods behind it that
 * answer with their names. Needs root and the distribution's packages.
 */
class ServiceProxyIT {
  private static final String NODE = "bnt-node";
  private static final List<String> PODS = List.of("bnt-pod1", "bnt-pod2");

  private static final Path PACKAGES = Path.of("target/test-packages").toAbsolutePath();

  private final CommandRunner commands =
      new ProcessCommandRunner(
          List.of(),
          Map.of("PATH", System.getenv("PATH") + ":/usr/sbin:/sbin:" + PACKAGES.resolve("bin")),
          Duration.ofSeconds(20));

  /** The same in the node's namespace, as the agent there would run them. */
  private final CommandRunner onNode =
      (command, input) -> commands.run(inside(NODE, command), input);

  private final ProxyNode node =
      new ProxyNode("it", "here", "10.1.0.254", List.of("10.1.0.0/24"), "10.96.0.0/16");
  private final NftablesDataplane dataplane =
      new NftablesDataplane(node, ProxyFixtures.CONFIGURATION, onNode);
  private final List<Process> servers = new ArrayList<>();
  private String busybox = "";

  private static List<String> inside(String namespace, List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(command);
    return all;
  }

  private void must(String... command) {
    CommandRunner.Result result = commands.run(List.of(command), "");
    assertThat(result.succeeded()).as(String.join(" ", command) + result.errors()).isTrue();
  }

  @BeforeEach
  void makeNode() throws Exception {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    RuntimeTools tools = RuntimeTools.below(PACKAGES);
    tools.complete();
    busybox = tools.staticBusybox().orElseThrow().toString();
    removeNamespaces();
    must("ip", "netns", "add", NODE);
    must("ip", "-n", NODE, "link", "set", "lo", "up");
    must("ip", "-n", NODE, "link", "add", "br0", "type", "bridge");
    must("ip", "-n", NODE, "addr", "add", "10.1.0.254/24", "dev", "br0");
    must("ip", "-n", NODE, "link", "set", "br0", "up");
    must("ip", "netns", "exec", NODE, "sysctl", "-qw", "net.ipv4.ip_forward=1");
    for (int i = 0; i < PODS.size(); i++) {
      makePod(PODS.get(i), i + 1);
    }
  }

  private void makePod(String pod, int number) throws IOException {
    must("ip", "netns", "add", pod);
    must("ip", "-n", pod, "link", "set", "lo", "up");
    must(
        "ip",
        "link",
        "add",
        "eth0",
        "netns",
        pod,
        "type",
        "veth",
        "peer",
        "name",
        "veth" + number,
        "netns",
        NODE);
    must("ip", "-n", NODE, "link", "set", "veth" + number, "master", "br0", "up");
    // A pod that reaches itself comes back through the port it left by.
    must("ip", "-n", NODE, "link", "set", "veth" + number, "type", "bridge_slave", "hairpin", "on");
    must("ip", "-n", pod, "addr", "add", "10.1.0." + number + "/24", "dev", "eth0");
    must("ip", "-n", pod, "link", "set", "eth0", "up");
    must("ip", "-n", pod, "route", "add", "default", "via", "10.1.0.254");
    servers.add(
        new ProcessBuilder(
                inside(
                    pod, List.of(busybox, "nc", "-ll", "-p", "8080", "-e", busybox, "echo", pod)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
    await().until(() -> ask(NODE, "10.1.0." + number, 8080).equals(pod));
  }

  @AfterEach
  void removeNamespaces() {
    servers.forEach(Process::destroyForcibly);
    PODS.forEach(pod -> commands.run(List.of("ip", "netns", "del", pod), ""));
    commands.run(List.of("ip", "netns", "del", NODE), "");
  }

  /** What answers, or what went wrong. */
  private String ask(String namespace, String address, int port) {
    CommandRunner.Result result =
        commands.run(
            inside(
                namespace,
                List.of("timeout", "3", busybox, "nc", "-w", "2", address, Integer.toString(port))),
            "");
    return result.succeeded() ? result.output().strip() : "failed " + result.errors().strip();
  }

  private Set<String> answers(String namespace, String address, int port) {
    Set<String> answers = new HashSet<>();
    for (int i = 0; i < 30 && answers.size() < 2; i++) {
      answers.add(ask(namespace, address, port));
    }
    return answers;
  }

  private void apply(String spec, String... endpoints) {
    new ServiceRoute(node, onNode).ensure();
    dataplane.apply(
        new ServiceResolver("here", () -> "zone-a")
            .resolve(
                List.of(ProxyFixtures.object(ProxyFixtures.service("web", spec))),
                List.of(ProxyFixtures.object(ProxyFixtures.slice("web", endpoints)))));
  }

  private static final String ONE = "{addresses: [10.1.0.1], nodeName: here}";
  private static final String TWO = "{addresses: [10.1.0.2], nodeName: there}";

  @Test
  void theVirtualAddressReachesBothPodsFromHostAndPod() {
    apply("", ONE, TWO);
    assertThat(answers(NODE, "10.96.0.10", 80)).containsExactlyInAnyOrderElementsOf(PODS);
    // From a pod, which may be sent to itself.
    assertThat(answers("bnt-pod1", "10.96.0.10", 80)).containsExactlyInAnyOrderElementsOf(PODS);
  }

  @Test
  void theNodePortIsOpenOnTheNodesAddress() {
    apply("", ONE, TWO);
    assertThat(answers(NODE, "10.1.0.254", 30080)).containsExactlyInAnyOrderElementsOf(PODS);
    assertThat(answers("bnt-pod2", "10.1.0.254", 30080)).containsExactlyInAnyOrderElementsOf(PODS);
  }

  @Test
  void withoutEndpointsConnectionsAreRefused() {
    apply("");
    assertThat(ask(NODE, "10.96.0.10", 80)).startsWith("failed").contains("refused");
    assertThat(ask("bnt-pod1", "10.96.0.10", 80)).startsWith("failed").contains("refused");
    assertThat(ask("bnt-pod1", "10.1.0.254", 30080)).startsWith("failed").contains("refused");
    // So are ports that the service does not have.
    apply("", ONE);
    assertThat(ask("bnt-pod2", "10.96.0.10", 81)).startsWith("failed").contains("refused");
  }

  @Test
  void aClientWithAffinityStaysWhereItIsAlsoWhenRulesChange() {
    apply("sessionAffinity: ClientIP,", ONE, TWO);
    String first = ask("bnt-pod1", "10.96.0.10", 80);
    for (int i = 0; i < 10; i++) {
      assertThat(ask("bnt-pod1", "10.96.0.10", 80)).isEqualTo(first);
    }
    // A proxy that starts anew finds the table and keeps what it remembers.
    new NftablesDataplane(node, ProxyFixtures.CONFIGURATION, onNode)
        .apply(
            new ServiceResolver("here", () -> "zone-a")
                .resolve(
                    List.of(
                        ProxyFixtures.object(
                            ProxyFixtures.service("web", "sessionAffinity: ClientIP,"))),
                    List.of(
                        ProxyFixtures.object(
                            ProxyFixtures.slice(
                                "web", ONE, TWO, "{addresses: [10.1.0.3], nodeName: there}")))));
    for (int i = 0; i < 10; i++) {
      assertThat(ask("bnt-pod1", "10.96.0.10", 80)).isEqualTo(first);
    }
  }

  @Test
  void endpointsComeAndGo() {
    apply("", ONE, TWO);
    apply("", TWO);
    assertThat(answers(NODE, "10.96.0.10", 80)).containsExactly("bnt-pod2");
    apply("");
    apply("", ONE);
    assertThat(answers(NODE, "10.96.0.10", 80)).containsExactly("bnt-pod1");
  }

  @Test
  void cleaningUpLeavesNothing() {
    apply("", ONE);
    ServiceProxy.remove("it", "10.96.0.0/16", onNode);
    assertThat(onNode.run(List.of("nft", "list", "tables"), "").output())
        .doesNotContain("binnacle");
    assertThat(onNode.run(List.of("ip", "route"), "").output()).doesNotContain("10.96.0.0");
    ServiceProxy.remove("it", "10.96.0.0/16", onNode);
  }
}
