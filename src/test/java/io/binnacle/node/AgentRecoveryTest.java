package io.binnacle.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.node.runtime.ExecResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the agent does when something goes wrong, and when it begins anew. */
class AgentRecoveryTest extends AgentFixture {
  private static final String PROBED =
      """
      "containers":[{"name":"c","image":"web:1",
        "startupProbe":{"exec":{"command":["started"]},"periodSeconds":1},
        "readinessProbe":{"exec":{"command":["ready"]},"periodSeconds":1}}]
      """;

  @Test
  void whatWasReadyStaysSoUnderAnotherAgent() throws Exception {
    startAgent();
    givenPod("web", PROBED);
    awaitStatus("web", "/containerStatuses/0/ready", "true");
    agent.close();
    CountDownLatch probed = new CountDownLatch(1);
    runtime.onExec((id, command) -> {
      probed.countDown();
      return new ExecResult(0, "", "");
    });
    String version = api.get(Resources.PODS, "default", "web").resourceVersion();

    startAgent();

    probed.await();
    assertThat(api.get(Resources.PODS, "default", "web").resourceVersion())
        .as("the status was not written again")
        .isEqualTo(version);
  }

  @Test
  void aNewSandboxIsInitializedAnew() throws IOException {
    startAgent();
    givenPod(
        "web",
        """
        "initContainers":[{"name":"i","image":"web:1"}],"containers":[{"name":"c","image":"web:1"}]
        """);
    await().until(() -> runtime.runningNames().equals(List.of("i")));
    runtime.exit("i", 0);
    await().until(() -> runtime.runningNames().equals(List.of("c")));

    runtime.stopPodSandbox(runtime.listPodSandboxes().getFirst().id());

    await().until(() -> runtime.runningNames().equals(List.of("i")));
    runtime.exit("i", 0);
    await().until(() -> runtime.runningNames().equals(List.of("c")));
  }

  @Test
  void aPodIsOverForOthersWhenNothingRunsAnyMore() throws Exception {
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch mayStop = new CountDownLatch(1);
    runtime.onExec((id, command) -> {
      stopping.countDown();
      awaitQuietly(mayStop);
      return new ExecResult(0, "", "");
    });
    startAgent();
    givenPod(
        "web",
        """
        "activeDeadlineSeconds":1,"containers":[{"name":"c","image":"web:1",
          "lifecycle":{"preStop":{"exec":{"command":["wait"]}}}}]
        """);
    stopping.await();
    JsonNode status = status("web");
    assertThat(status.path("phase").asText()).isEqualTo("Running");
    assertThat(status.has("reason")).isFalse();

    mayStop.countDown();

    awaitPhase("web", "Failed");
    assertThat(status("web").path("reason").asText()).isEqualTo("DeadlineExceeded");
    assertThat(runtime.runningNames()).isEmpty();
  }

  @Test
  void podsThatAreOverTakeNothingFromTheNode() throws IOException {
    properties.put("max-pods", "1");
    api.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"over","namespace":"default"},
         "spec":{"nodeName":"node-1","containers":[{"name":"c","image":"web:1"}]},
         "status":{"phase":"Succeeded","startTime":"2026-01-01T00:00:00Z"}}
        """);
    givenPod("web", "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]");

    startAgent();

    awaitPhase("web", "Running");
  }

  @Test
  void aStaticPodThatComesBackWhileItStopsIsRunAgain() throws Exception {
    Path manifests = Files.createDirectory(root.resolve("manifests"));
    properties.put("manifest-folder", manifests.toString());
    properties.put("file-check-frequency", "20ms");
    String manifest =
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"static"},
         "spec":{"containers":[{"name":"s","image":"web:1",
           "lifecycle":{"preStop":{"exec":{"command":["wait"]}}}}]}}
        """;
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch mayStop = new CountDownLatch(1);
    runtime.onExec((id, command) -> {
      stopping.countDown();
      awaitQuietly(mayStop);
      return new ExecResult(0, "", "");
    });
    Files.writeString(manifests.resolve("static.json"), manifest);
    startAgent();
    await().until(() -> runtime.runningNames().equals(List.of("s")));
    Files.delete(manifests.resolve("static.json"));
    stopping.await();
    Files.writeString(manifests.resolve("static.json"), manifest);
    Files.writeString(manifests.resolve("other.json"), manifest.replace("static", "other"));
    await().until(() -> runtime.runningNames().size() == 2);

    mayStop.countDown();

    await()
        .untilAsserted(() ->
            assertThat(runtime.calls().stream().filter("startContainer s"::equals)).hasSize(3));
    await().until(() -> runtime.runningNames().size() == 2);
  }

  @Test
  void aManifestThatIsNoPodKeepsNoOtherFromBeingRun() throws IOException {
    Path manifests = Files.createDirectory(root.resolve("manifests"));
    properties.put("manifest-folder", manifests.toString());
    properties.put("file-check-frequency", "20ms");
    for (String odd :
        List.of(
            "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"containers\":5}}",
            "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"b\"},\"spec\":{\"containers\":[{}]}}",
            "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"c\",\"annotations\":7},\"spec\":{}}",
            "{\"kind\":\"Pod\",\"metadata\":{\"name\":\"d\"},\"spec\":{\"tolerations\":\"x\"}}",
            "[[[",
            "5")) {
      Files.writeString(manifests.resolve(odd.hashCode() + ".json"), odd);
    }
    Files.writeString(
        manifests.resolve("z.json"),
        """
        {"kind":"Pod","metadata":{"name":"z"},"spec":{"containers":[{"name":"z","image":"web:1"}]}}
        """);

    startAgent();

    await().until(() -> runtime.runningNames().equals(List.of("z")));
  }

  @Test
  void theLeaseIsRenewedWhileTheRuntimeDoesNotAnswer() throws IOException {
    properties.put("lease-duration", "1s");
    properties.put("status-update-frequency", "50ms");
    startAgent();
    await().until(() -> api.find(Resources.LEASES, "kube-node-lease", "node-1").isPresent());
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    runtime.onReadiness(() -> {
      asked.countDown();
      awaitQuietly(answers);
    });
    awaitQuietly(asked);
    String renewed = renewTime();

    await().until(() -> !renewTime().equals(renewed));

    runtime.onReadiness(() -> {
      throw new IllegalStateException("out of order");
    });
    answers.countDown();
    api.remove(Resources.NODES, "", "node-1");
    String before = renewTime();
    await().until(() -> !renewTime().equals(before));
    runtime.onReadiness(() -> {});
    await().until(() -> api.find(Resources.NODES, "", "node-1").isPresent());
  }

  private String renewTime() {
    return api.get(Resources.LEASES, "kube-node-lease", "node-1")
        .tree()
        .at("/spec/renewTime")
        .asText();
  }

  @Test
  void anAgentThatDoesNotRegisterAsksSeldomWhetherItsNodeIsThere() throws IOException {
    properties.put("register", "false");
    startAgent();
    await().until(() -> nodeRequests() == 1);
    givenPod("web", "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]");
    awaitPhase("web", "Running");

    assertThat(nodeRequests()).isEqualTo(1);
  }

  private long nodeRequests() {
    return api.calls().stream().filter(call -> call.resource().equals(Resources.NODES)).count();
  }

  @Test
  void whatFormerRunsOfAContainerLeftIsRemovedThoughItFailsOnAndOn() throws IOException {
    startAgent();
    givenPod("web", "\"containers\":[{\"name\":\"c\",\"image\":\"web:1\"}]");
    awaitPhase("web", "Running");
    Path first = Path.of(runtime.listContainers().getFirst().logPath());
    Files.writeString(first, "x");
    Files.writeString(first.resolveSibling("0.log.20260101-000000"), "x");
    Files.writeString(first.resolveSibling("1.log"), "x");
    for (int run = 0; run < 3; run++) {
      await().until(() -> runtime.runningNames().equals(List.of("c")));
      runtime.exit("c", 1);
    }

    await().until(() -> !Files.exists(first));
    assertThat(first.resolveSibling("0.log.20260101-000000")).doesNotExist();
    await().until(() -> runtime.listContainers().size() <= 2);
  }

  @Test
  void whatNobodyKnowsIsRemovedFromTheHost() throws IOException {
    Path volumes = Files.createDirectories(root.resolve("pods/former/volumes/v"));
    Path logs = Files.createDirectories(root.resolve("logs/default_web_former/c"));

    startAgent();

    await().until(() -> !Files.exists(volumes) && !Files.exists(logs.getParent()));
    assertThat(root.resolve("pods")).isEmptyDirectory();
  }

  @Test
  void sidecarsGetWhatIsLeftOfTheGracePeriod() throws Exception {
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch mayStop = new CountDownLatch(1);
    runtime.onExec((id, command) -> {
      stopping.countDown();
      awaitQuietly(mayStop);
      return new ExecResult(0, "", "");
    });
    startAgent();
    givenPod(
        "web",
        """
        "initContainers":[{"name":"side","image":"web:1","restartPolicy":"Always"}],
        "containers":[{"name":"c","image":"web:1",
          "lifecycle":{"preStop":{"exec":{"command":["wait"]}}}}]
        """);
    awaitPhase("web", "Running");
    api.delete(Resources.PODS, "default", "web", DeleteOptions.defaults());
    stopping.await();
    Instant oneSecondLater = Instant.now().plusMillis(1100);
    await().until(() -> Instant.now().isAfter(oneSecondLater));
    mayStop.countDown();

    await().until(() -> !exists("web"));
    assertThat(runtime.calls())
        .noneMatch("stopContainer side 30"::equals)
        .anyMatch(call -> call.startsWith("stopContainer side 2"));
  }

  @Test
  void containersRestartWhileTheServerIsAway() throws IOException {
    api.given(
        Resources.CONFIG_MAPS,
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"page","namespace":"default"},
         "data":{"index.html":"hello"}}
        """);
    startAgent();
    givenPod(
        "web",
        """
        "volumes":[{"name":"page","configMap":{"name":"page"}}],
        "containers":[{"name":"c","image":"web:1","volumeMounts":[{"name":"page","mountPath":"/w"}],
          "env":[{"name":"P","valueFrom":{"configMapKeyRef":{"name":"page","key":"index.html"}}}]}]
        """);
    awaitPhase("web", "Running");
    agent.close();
    api.failWhen(call ->
        call.resource().equals(Resources.CONFIG_MAPS) && call.verb().equals("get")
            ? Optional.of(ApiException.serviceUnavailable("away"))
            : Optional.empty());
    runtime.exit("c", 1);

    startAgent();

    await()
        .untilAsserted(() ->
            assertThat(status("web").at("/containerStatuses/0/state/waiting/message").asText())
                .contains("away"));
    api.failWhen(call -> Optional.empty());
    await().until(() -> runtime.runningNames().equals(List.of("c")));
    api.failWhen(call ->
        call.resource().equals(Resources.CONFIG_MAPS)
            ? Optional.of(ApiException.serviceUnavailable("away"))
            : Optional.empty());
    runtime.exit("c", 1);
    await().until(() -> runtime.runningNames().equals(List.of("c")));
  }

  @Test
  void aPodIsStoppedWhateverItsStartWaitsFor() throws Exception {
    CountDownLatch hooked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    runtime.onExec((id, command) -> {
      hooked.countDown();
      awaitQuietly(never);
      return new ExecResult(1, "", "");
    });
    startAgent();
    givenPod(
        "web",
        """
        "containers":[{"name":"c","image":"web:1",
          "lifecycle":{"postStart":{"exec":{"command":["wait"]}}}}]
        """);
    hooked.await();

    api.delete(Resources.PODS, "default", "web", DeleteOptions.defaults());

    await().until(() -> !exists("web"));
    assertThat(runtime.runningNames()).isEmpty();
    assertThat(events.texts()).noneMatch(text -> text.contains("FailedPostStartHook"));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
