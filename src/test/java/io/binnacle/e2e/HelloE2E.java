package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.binnacle.testing.ApiHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tour of the README: real containers behind a service. Needs root. */
@ExtendWith(ClusterExtension.class)
class HelloE2E {
  private static final Duration READY = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final Path EXAMPLE =
      Path.of(System.getProperty("binnacle.basedir", System.getProperty("user.dir")))
          .resolve("examples/hello.yaml")
          .toAbsolutePath();

  private static final String STATIC_POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: static-web
        namespace: %s
      spec:
        terminationGracePeriodSeconds: 1
        containers:
          - name: web
            image: binnacle/busybox
            command: ["httpd", "-f", "-p", "8080"]
      """;

  @BeforeEach
  void nodeIsReady(ClusterHarness cluster, Kubectl kubectl) {
    Assumptions.assumeTrue(cluster.isRoot(), "containers need root");
    // Before the node has registered, kubectl has nothing to wait for and fails.
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() ->
            kubectl
                .attempt("", "wait", "node", "--all", "--for=condition=Ready", "--timeout=30s")
                .succeeded());
  }

  @Test
  void serviceIsAnsweredByAllPods(
      Kubectl kubectl, ClusterHarness cluster, TestNamespace namespace) {
    List<String> pods = hello(kubectl);

    String service = clusterIp(kubectl);
    Set<String> answering = new HashSet<>();
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          answering.add(answer(service));
          assertThat(answering).containsExactlyInAnyOrderElementsOf(pods);
        });
    ApiHttp.Answer proxied = cluster.admin().get(namespace.path("services/hello/proxy/"));
    assertThat(proxied.status()).isEqualTo(200);
    assertThat(proxied.body()).startsWith("Hello from Binnacle\n");
    assertThat(pods).contains(lastLine(proxied.body()));
  }

  @Test
  void podsReadAsTheyDoAnywhere(Kubectl kubectl) {
    String pod = hello(kubectl).getFirst();

    assertThat(kubectl.run("logs", pod)).startsWith("serving on 8080\n");
    assertThat(kubectl.run("logs", pod, "--tail=0")).isEmpty();
    List<String> table = kubectl.run("get", "pods", "-o", "wide").lines().toList();
    assertThat(table.getFirst())
        .matches("NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES");
    assertThat(table)
        .hasSize(4)
        .anySatisfy(row ->
            assertThat(row)
                .matches(pod + " +1/1 +Running +0 +\\S+ +[\\d.]+ +\\S+ +<none> +<none>"));
    // Events are written behind what they tell of.
    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(kubectl.run("describe", "pod", pod))
                .containsSubsequence("Containers:", "Conditions:", "Events:")
                .contains("Scheduled", "Created", "Started"));
  }

  @Test
  void tokensNeverReachTheDisk(Kubectl kubectl) throws IOException {
    long pid = PodProcess.of(hello(kubectl).getFirst()).pid();

    assertThat(Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo")))
        .filteredOn(line -> line.contains(" /var/run/secrets/kubernetes.io/serviceaccount "))
        .singleElement()
        .asString()
        .contains(" - tmpfs ");
  }

  @Test
  void controllerKeepsThePodsItIsTold(Kubectl kubectl) {
    List<String> before = hello(kubectl);

    kubectl.run("scale", "rc", "hello", "--replicas=6");
    kubectl.run("wait", "rc/hello", "--for=jsonpath={.status.readyReplicas}=6", "--timeout=30s");
    kubectl.run("delete", "pod", before.getFirst(), "--timeout=30s");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(pods(kubectl)).hasSize(6).doesNotContain(before.getFirst()));
    kubectl.run("wait", "rc/hello", "--for=jsonpath={.status.readyReplicas}=6", "--timeout=30s");
  }

  @Test
  void killedContainerIsRestarted(Kubectl kubectl) throws IOException {
    List<String> pods = hello(kubectl);
    String victim = pods.getFirst();

    PodProcess.of(victim).destroyForcibly();

    await()
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(field(kubectl, victim, "{.status.containerStatuses[0].restartCount}"))
                .isEqualTo("1"));
    kubectl.run("wait", "pod/" + victim, "--for=condition=Ready", "--timeout=30s");
    assertThat(field(kubectl, victim, "{.status.containerStatuses[0].restartCount}"))
        .isEqualTo("1");
    assertThat(
            field(kubectl, victim, "{.status.containerStatuses[0].lastState.terminated.exitCode}"))
        .isEqualTo("137");
    assertThat(pods(kubectl)).containsExactlyInAnyOrderElementsOf(pods);
  }

  @Test
  void unreadyPodsGetNoRequests(Kubectl kubectl) throws IOException {
    List<String> pods = hello(kubectl);
    String unready = pods.getFirst();
    String service = clusterIp(kubectl);
    // The page of the pod's server, which the readiness probe asks for.
    Path page = Path.of("/proc/" + PodProcess.of(unready).pid() + "/root/tmp/www/index.html");

    Files.move(page, page.resolveSibling("hidden.html"));
    kubectl.run("wait", "pod/" + unready, "--for=condition=Ready=false", "--timeout=30s");
    await().atMost(LIMIT).untilAsserted(() -> assertThat(ready(kubectl)).hasSize(2));
    Set<String> answering = new TreeSet<>();
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> {
          answering.clear();
          for (int i = 0; i < 30; i++) {
            answering.add(answer(service));
          }
          assertThat(answering).containsExactlyInAnyOrderElementsOf(pods.subList(1, pods.size()));
        });

    Files.move(page.resolveSibling("hidden.html"), page);
    kubectl.run("wait", "pod/" + unready, "--for=condition=Ready", "--timeout=30s");
    await().atMost(LIMIT).untilAsserted(() -> assertThat(ready(kubectl)).hasSize(3));
  }

  @Test
  void resourceUseIsMeasured(Kubectl kubectl) {
    String pod = hello(kubectl).getFirst();

    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> {
          assertThat(kubectl.attempt("", "top", "nodes").output())
              .containsPattern("(?m)^\\S+ +\\d+m +\\d+% +\\d+Mi +\\d+%");
          assertThat(kubectl.attempt("", "top", "pods").output())
              .containsPattern("(?m)^" + pod + " +\\d+m +\\d+Mi");
        });
  }

  @Test
  void manifestFolderHoldsPods(Kubectl kubectl, ClusterHarness cluster, TestNamespace namespace)
      throws IOException {
    Path manifest = cluster.manifestFolder().resolve("static-web.yaml");
    String node = kubectl.run("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}");
    String mirror = "static-web-" + node;

    Files.writeString(manifest, STATIC_POD.formatted(namespace.name()));
    try {
      await()
          .atMost(READY)
          .until(() -> field(kubectl, mirror, "{.status.phase}").equals("Running"));
      assertThat(field(kubectl, mirror, "{.metadata.annotations.kubernetes\\.io/config\\.source}"))
          .isEqualTo("file");
    } finally {
      Files.delete(manifest);
    }
    await().atMost(LIMIT).until(() -> kubectl.run("get", "pods", "-o", "name").isEmpty());
  }

  /** Applies the example and awaits its three pods; gives their names. */
  private static List<String> hello(Kubectl kubectl) {
    kubectl.run("apply", "-f", EXAMPLE.toString());
    await().atMost(READY).untilAsserted(() -> assertThat(ready(kubectl)).hasSize(3));
    return pods(kubectl);
  }

  private static List<String> pods(Kubectl kubectl) {
    return words(
        kubectl.run("get", "pods", "-l", "app=hello", "-o", "jsonpath={.items[*].metadata.name}"));
  }

  /** The addresses of the pods that get the service's requests. */
  private static List<String> ready(Kubectl kubectl) {
    return words(
        kubectl
            .attempt(
                "", "get", "endpoints", "hello", "-o", "jsonpath={.subsets[*].addresses[*].ip}")
            .output());
  }

  private static List<String> words(String text) {
    return text.isBlank() ? List.of() : List.of(text.strip().split(" +"));
  }

  private static String field(Kubectl kubectl, String pod, String path) {
    return kubectl.attempt("", "get", "pod", pod, "-o", "jsonpath=" + path).output();
  }

  private static String clusterIp(Kubectl kubectl) {
    return kubectl.run("get", "service", "hello", "-o", "jsonpath={.spec.clusterIP}");
  }

  /** The name of the pod that answered: each connection may reach another. */
  private static String answer(String address) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + address + "/"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return lastLine(client.send(request, BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String lastLine(String text) {
    return text.lines().reduce((before, after) -> after).orElse("");
  }
}
