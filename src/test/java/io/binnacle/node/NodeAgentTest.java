package io.binnacle.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.node.runtime.ExecResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the agent does for pods, from the first to the last. */
class NodeAgentTest extends AgentFixture {
  @Test
  void runsAPodAndStopsItWhenItIsDeleted() throws IOException {
    startAgent();
    givenPod("web", "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]");

    awaitPhase("web", "Running");
    JsonNode status = status("web");
    assertThat(status.path("podIP").asText()).startsWith("10.0.0.");
    assertThat(status.at("/containerStatuses/0/ready").asBoolean()).isTrue();
    assertThat(status.at("/containerStatuses/0/containerID").asText()).startsWith("fake://");
    assertThat(events.texts())
        .contains(
            "Normal Pulled: Container image \"web:1\" already present on machine",
            "Normal Created: Created container: c",
            "Normal Started: Started container c");

    api.delete(Resources.PODS, "default", "web", DeleteOptions.defaults());

    await().until(() -> !exists("web"));
    await().until(() -> runtime.listPodSandboxes().isEmpty());
    assertThat(runtime.calls()).contains("stopContainer c 30");
    assertThat(events.texts()).contains("Normal Killing: Stopping container c");
  }

  @Test
  void restartsAContainerThatEndsAndCountsIt() throws IOException {
    startAgent();
    givenPod("web", "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]");
    awaitPhase("web", "Running");

    runtime.exit("c", 7);

    awaitStatus("web", "/containerStatuses/0/restartCount", "1");
    awaitStatus("web", "/containerStatuses/0/lastState/terminated/exitCode", "7");
    awaitStatus("web", "/containerStatuses/0/lastState/terminated/reason", "Error");
  }

  @Test
  void waitsLongerBeforeItRestartsAContainerThatFailsAgainAndAgain() throws IOException {
    runtime.crashOnStart("c");
    startAgent();
    givenPod("web", "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]");

    await()
        .untilAsserted(() ->
            assertThat(events.texts())
                .anyMatch(text ->
                    text.startsWith(
                        "Warning BackOff: Back-off restarting failed container c in pod web")));
    awaitStatus("web", "/containerStatuses/0/state/waiting/reason", "CrashLoopBackOff");
  }

  @Test
  void aPodThatEndsWellSucceedsAndIsNotRestarted() throws IOException {
    startAgent();
    givenPod(
        "job",
        "\"restartPolicy\":\"OnFailure\",\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]");
    awaitPhase("job", "Running");

    runtime.exit("c", 0);

    awaitPhase("job", "Succeeded");
    awaitStatus("job", "/containerStatuses/0/state/terminated/reason", "Completed");
    awaitStatus("job", "/conditions/2/reason", "PodCompleted");
    assertThat(runtime.calls().stream().filter("startContainer c"::equals)).hasSize(1);
  }

  @Test
  void initContainersRunInOrderBeforeTheOthers() throws IOException {
    startAgent();
    givenPod(
        "web",
        """
        "initContainers":[{"name":"first","image":"web:1"},
          {"name":"sidecar","image":"web:1","restartPolicy":"Always"},
          {"name":"second","image":"web:1"}],
        "containers":[{"name":"c","image":"web:1"}]
        """);
    await().until(() -> runtime.runningNames().equals(List.of("first")));
    awaitStatus("web", "/containerStatuses/0/state/waiting/reason", "PodInitializing");
    runtime.exit("first", 0);
    await().until(() -> runtime.runningNames().equals(List.of("sidecar", "second")));
    runtime.exit("second", 0);
    await().until(() -> runtime.runningNames().equals(List.of("sidecar", "c")));
    awaitPhase("web", "Running");

    api.delete(Resources.PODS, "default", "web", DeleteOptions.defaults());

    await().until(() -> !exists("web"));
    List<String> stops =
        runtime.calls().stream().filter(call -> call.startsWith("stopContainer")).toList();
    assertThat(stops).containsExactly("stopContainer c 30", "stopContainer sidecar 30");
  }

  @Test
  void anotherAgentTakesRunningPodsOver() throws IOException {
    startAgent();
    givenPod("web", "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]");
    givenPod("gone", "\"containers\":[{\"name\":\"g\",\"image\":\"web:1\"}]");
    awaitPhase("web", "Running");
    awaitPhase("gone", "Running");
    agent.close();
    assertThat(runtime.runningNames()).containsExactlyInAnyOrder("c", "g");
    api.remove(Resources.PODS, "default", "gone");

    startAgent();

    await().until(() -> runtime.runningNames().equals(List.of("c")));
    awaitPhase("web", "Running");
    assertThat(status("web").at("/containerStatuses/0/restartCount").asInt()).isZero();
    assertThat(runtime.calls().stream().filter("startContainer c"::equals)).hasSize(1);
  }

  @Test
  void aFailingLivenessProbeRestartsTheContainer() throws IOException {
    AtomicBoolean healthy = new AtomicBoolean(true);
    runtime.onExec((id, command) -> new ExecResult(healthy.get() ? 0 : 1, "", "sick"));
    startAgent();
    givenPod(
        "web",
        """
        "containers":[{"name":"c","image":"web:1","livenessProbe":
          {"exec":{"command":["check"]},"periodSeconds":1,"failureThreshold":1}}]
        """);
    awaitPhase("web", "Running");
    healthy.set(false);

    await()
        .untilAsserted(() ->
            assertThat(events.texts())
                .contains(
                    "Warning Unhealthy: Liveness probe failed: sick",
                    "Normal Killing: Container c failed liveness probe, will be restarted"));
    healthy.set(true);
    await()
        .untilAsserted(() ->
            assertThat(status("web").at("/containerStatuses/0/restartCount").asInt()).isPositive());
  }

  @Test
  void aPodWhoseConfigMapIsMissingWaitsForIt() throws IOException {
    startAgent();
    givenPod(
        "web",
        """
        "volumes":[{"name":"page","configMap":{"name":"page"}}],
        "containers":[{"name":"c","image":"web:1",
          "volumeMounts":[{"name":"page","mountPath":"/www"}]}]
        """);
    await()
        .untilAsserted(() ->
            assertThat(events.texts())
                .contains(
                    "Warning FailedMount: MountVolume.SetUp failed for volume \"page\" :"
                        + " configmap \"page\" not found"));
    awaitStatus("web", "/containerStatuses/0/state/waiting/reason", "ContainerCreating");

    api.given(
        Resources.CONFIG_MAPS,
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"page","namespace":"default"},
         "data":{"index.html":"hello"}}
        """);

    awaitPhase("web", "Running");
    String hostPath =
        runtime.newestSpec("c").orElseThrow().mounts().stream()
            .filter(mount -> mount.containerPath().equals("/www"))
            .findFirst()
            .orElseThrow()
            .hostPath();
    assertThat(Path.of(hostPath, "index.html")).hasContent("hello");
  }

  @Test
  void registersItsNodeAgainWhenItIsDeletedAndHoldsItsLease() throws IOException {
    properties.put("status-update-frequency", "100ms");
    properties.put("labels", "disk=ssd");
    startAgent();
    await().until(() -> api.find(Resources.NODES, "", "node-1").isPresent());
    await().until(() -> api.find(Resources.LEASES, "kube-node-lease", "node-1").isPresent());
    ApiObject node = api.get(Resources.NODES, "", "node-1");
    assertThat(node.labels())
        .containsEntry("disk", "ssd")
        .containsEntry("kubernetes.io/os", "linux");
    assertThat(node.tree().at("/status/conditions/3/reason").asText()).isEqualTo("KubeletReady");
    assertThat(node.tree().at("/status/daemonEndpoints/kubeletEndpoint/Port").asInt())
        .isEqualTo(10250);

    api.remove(Resources.NODES, "", "node-1");
    await().until(() -> api.find(Resources.NODES, "", "node-1").isPresent());
    runtime.notReady("no containerd here");
    await()
        .untilAsserted(() -> {
          ObjectNode tree = api.get(Resources.NODES, "", "node-1").tree();
          assertThat(tree.at("/status/conditions/3/status").asText()).isEqualTo("False");
          assertThat(tree.at("/status/conditions/3/message").asText())
              .isEqualTo("no containerd here");
        });
  }

  @Test
  void tellsAtOnceThatANewNodeBecameReady() throws IOException {
    properties.put("status-update-frequency", "1h");
    runtime.notReady("the network is not laid yet");
    startAgent();
    await().until(() -> api.find(Resources.NODES, "", "node-1").isPresent());
    runtime.ready();
    await()
        .untilAsserted(() ->
            assertThat(
                    api.get(Resources.NODES, "", "node-1")
                        .tree()
                        .at("/status/conditions/3/status")
                        .asText())
                .isEqualTo("True"));
  }

  @Test
  void staticPodsRunAndShowAsMirrorPods() throws IOException {
    Path manifests = Files.createDirectory(root.resolve("manifests"));
    properties.put("manifest-folder", manifests.toString());
    // Changes are seen by themselves.
    properties.put("file-check-frequency", "1h");
    Path manifest = manifests.resolve("web.yaml");
    Files.writeString(
        manifest,
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: static
        spec:
          containers:
          - name: s
            image: web:1
        """);
    startAgent();
    await().until(() -> exists("static-node-1"));
    ApiObject mirror = api.get(Resources.PODS, "default", "static-node-1");
    assertThat(mirror.annotations())
        .containsEntry("kubernetes.io/config.source", "file")
        .containsKey("kubernetes.io/config.mirror");
    assertThat(mirror.controllerOwner().orElseThrow().kind()).isEqualTo("Node");
    awaitPhase("static-node-1", "Running");

    api.delete(Resources.PODS, "default", "static-node-1", DeleteOptions.now());
    await()
        .until(() ->
            api.find(Resources.PODS, "default", "static-node-1")
                .filter(pod -> !pod.uid().equals(mirror.uid()))
                .isPresent());
    awaitPhase("static-node-1", "Running");
    assertThat(runtime.runningNames()).containsExactly("s");

    Files.delete(manifest);
    await().until(() -> !exists("static-node-1"));
    await().until(() -> runtime.runningNames().isEmpty());
  }

  @Test
  void longLogsAreRotatedAndOnlySoManyKept() throws IOException {
    properties.put("container-log-max-size", "1k");
    properties.put("container-log-max-files", "2");
    properties.put("container-log-monitor-interval", "20ms");
    startAgent();
    givenPod("web", "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]");
    awaitPhase("web", "Running");
    Path log = Path.of(runtime.listContainers().getFirst().logPath());
    Files.createDirectories(log.getParent());

    Files.write(log, new byte[1000]);
    Files.write(log.resolveSibling("0.log.20200101-000000"), new byte[1]);
    Files.write(log, new byte[1], StandardOpenOption.APPEND);

    await().until(() -> !Files.exists(log));
    await().untilAsserted(() -> assertThat(log.getParent().toFile().list()).hasSize(1));
    assertThat(log.getParent().toFile().list()[0])
        .startsWith("0.log.")
        .isNotEqualTo("0.log.20200101-000000");
  }

  @Test
  void staticPodsOfAUrlRunAndGoWithTheirManifest() throws IOException {
    try (ManifestServer manifests = ManifestServer.start()) {
      manifests.serve(
          """
          apiVersion: v1
          kind: Pod
          metadata:
            name: static
          spec:
            containers:
            - name: s
              image: web:1
          """);
      properties.put("manifest-url", manifests.url());
      properties.put("http-check-frequency", "50ms");
      startAgent();
      await().until(() -> exists("static-node-1"));
      awaitPhase("static-node-1", "Running");
      assertThat(api.get(Resources.PODS, "default", "static-node-1").annotations())
          .containsEntry("kubernetes.io/config.source", "http");

      manifests.fail();
      await().until(() -> manifests.failures() > 2);
      assertThat(runtime.runningNames()).containsExactly("s");
      assertThat(exists("static-node-1")).isTrue();

      manifests.serve("");
      await().until(() -> !exists("static-node-1"));
      await().until(() -> runtime.runningNames().isEmpty());
    }
  }

  @Test
  void aPodThatDoesNotFitFails() throws IOException {
    startAgent();
    givenPod(
        "big",
        "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\",\"resources\":{\"requests\":{\"cpu\":\"1000\"}}}]");

    awaitPhase("big", "Failed");
    assertThat(status("big").path("reason").asText()).isEqualTo("OutOfcpu");
    assertThat(runtime.calls()).isEmpty();
  }

  @Test
  void anImageThatCannotBePulledIsTriedAgainLater() throws IOException {
    runtime.failPulls("no such host");
    startAgent();
    givenPod("web", "\"containers\":[{\"name\":\"c\",\"image\":\"absent:1\"}]");

    awaitStatus("web", "/containerStatuses/0/state/waiting/reason", "ImagePullBackOff");
    assertThat(events.texts())
        .contains(
            "Normal Pulling: Pulling image \"absent:1\"",
            "Warning Failed: Failed to pull image \"absent:1\": no such host",
            "Warning Failed: Error: ErrImagePull",
            "Normal BackOff: Back-off pulling image \"absent:1\"");
  }
}
