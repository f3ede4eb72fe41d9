package io.binnacle.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.client.Resources;
import io.binnacle.node.runtime.ExecResult;
import java.io.IOException;
import java.util.List;
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
      try {
        mayStop.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
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
}
