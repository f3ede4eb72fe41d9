package io.binnacle.node.podstatus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.FakeTime;
import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.NodePods;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.probe.ProbeResult;
import io.binnacle.node.probe.ProbeResults;
import io.binnacle.node.probe.ProbeType;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.PodSandbox;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodStatusComputationTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final ProbeResults probes = new ProbeResults();
  private final FakeTime time = new FakeTime(NOW);
  private final PodStatusComputation computation =
      new PodStatusComputation(
          probes,
          new TerminationMessages(new PodDirectories(Path.of("/nonexistent"))),
          "containerd",
          time);

  @ParameterizedTest(name = "{0} {1} finished {2}: {3}, ready {4}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Always    | ''              | false | Pending   | False",
        "Always    | a=run b=run     | false | Running   | True",
        "Always    | a=run           | false | Pending   | False",
        "Always    | a=run b=0       | false | Running   | False",
        "Always    | a=1 b=1         | false | Running   | False",
        "OnFailure | a=0 b=0         | false | Succeeded | False",
        "OnFailure | a=0 b=1         | false | Running   | False",
        "Never     | a=0 b=1         | false | Failed    | False",
        "Never     | a=0 b=0         | false | Succeeded | False",
        "Never     | a=run b=1       | false | Running   | False",
        "Always    | a=0 b=0         | true  | Succeeded | False",
        "Always    | a=137 b=0       | true  | Failed    | False",
        "Always    | ''              | true  | Failed    | False",
      })
  void thePhaseFollowsFromTheContainers(
      String policy, String containers, boolean finished, String phase, String ready) {
    NodePod pod =
        NodePods.withSpec(
            "\"restartPolicy\":\"%s\",\"containers\":[{\"name\":\"a\"},{\"name\":\"b\"}]"
                .formatted(policy));

    ObjectNode status = compute(pod, containers, finished, Json.object());

    assertThat(status.path("phase").asText()).isEqualTo(phase);
    assertThat(condition(status, "Ready").path("status").asText()).isEqualTo(ready);
  }

  @ParameterizedTest(name = "{0}: {1}, initialized {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "''            | Pending | False",
        "i=run         | Pending | False",
        "i=0           | Pending | False",
        "i=0 s=run     | Pending | True",
        "i=0 s=run a=run | Running | True",
        "i=1           | Failed  | False",
      })
  void initContainersComeFirst(String containers, String phase, String initialized) {
    NodePod pod =
        NodePods.withSpec(
            """
            "restartPolicy":"Never","initContainers":[{"name":"i"},
             {"name":"s","restartPolicy":"Always"}],"containers":[{"name":"a"}]
            """);

    ObjectNode status = compute(pod, containers, false, Json.object());

    assertThat(status.path("phase").asText()).isEqualTo(phase);
    assertThat(condition(status, "Initialized").path("status").asText()).isEqualTo(initialized);
  }

  @Test
  void readinessFollowsFromTheProbesAndKeepsItsTime() {
    NodePod pod =
        NodePods.withSpec(
            "\"containers\":[{\"name\":\"a\",\"readinessProbe\":{\"exec\":{\"command\":[\"x\"]}}}]");
    ObjectNode unready = compute(pod, "a=run", false, Json.object());
    assertThat(condition(unready, "Ready").path("message").asText())
        .isEqualTo("containers with unready status: [a]");
    time.advance(java.time.Duration.ofSeconds(5));
    assertThat(condition(compute(pod, "a=run", false, unready), "Ready"))
        .isEqualTo(condition(unready, "Ready"));

    probes.set(ProbeType.READINESS, "a", ProbeResult.SUCCESS);

    JsonNode ready = condition(compute(pod, "a=run", false, unready), "Ready");
    assertThat(ready.path("status").asText()).isEqualTo("True");
    assertThat(ready.path("lastTransitionTime").asText()).isEqualTo("2026-01-01T00:00:05Z");
  }

  @Test
  void aPodThatCameToAnEndStaysThere() {
    NodePod pod = NodePods.withSpec("\"containers\":[{\"name\":\"a\"}]");
    ObjectNode before = Json.object().put("phase", "Succeeded");

    assertThat(compute(pod, "", true, before).path("phase").asText()).isEqualTo("Succeeded");
  }

  @Test
  void aContainerThatBacksOffShowsWhyAndHowItEnded() {
    NodePod pod = NodePods.withSpec("\"containers\":[{\"name\":\"a\"}]");

    ObjectNode status =
        computation.compute(
            new PodState(
                pod,
                runtime("a=7"),
                new PodAddresses(List.of("10.0.0.1"), List.of("192.168.0.1")),
                Map.of("a", new WaitingReason("CrashLoopBackOff", "back-off 10s")),
                Optional.empty(),
                false,
                Json.object()));

    JsonNode container = status.path("containerStatuses").path(0);
    assertThat(container.at("/state/waiting/reason").asText()).isEqualTo("CrashLoopBackOff");
    assertThat(container.at("/lastState/terminated/exitCode").asInt()).isEqualTo(7);
    assertThat(container.at("/lastState/terminated/containerID").asText())
        .isEqualTo("containerd://a");
    assertThat(status.path("hostIP").asText()).isEqualTo("192.168.0.1");
    assertThat(status.at("/podIPs/0/ip").asText()).isEqualTo("10.0.0.1");
  }

  private ObjectNode compute(NodePod pod, String containers, boolean finished, JsonNode previous) {
    return computation.compute(
        new PodState(
            pod,
            runtime(containers),
            new PodAddresses(List.of("10.0.0.1"), List.of()),
            Map.of(),
            Optional.empty(),
            finished,
            previous));
  }

  /** {@code name=run}, or {@code name=} exit code. */
  private static RuntimePod runtime(String containers) {
    List<Container> found = new ArrayList<>();
    for (String entry : containers.strip().split(" ")) {
      if (!entry.isEmpty()) {
        String state = entry.split("=")[1];
        boolean running = state.equals("run");
        String name = entry.split("=")[0];
        found.add(
            new Container(
                name,
                "s",
                name,
                0,
                running ? Container.State.RUNNING : Container.State.EXITED,
                "i",
                "i",
                Optional.of(NOW),
                Optional.of(NOW),
                Optional.of(NOW),
                running ? 0 : Integer.parseInt(state),
                "",
                "",
                "",
                Map.of(),
                Map.of()));
      }
    }
    PodSandbox sandbox =
        new PodSandbox(
            "s", "default", "web", "u1", 0, true, NOW, List.of("10.0.0.1"), Map.of(), Map.of());
    return new RuntimePod("u1", List.of(sandbox), found);
  }

  private static JsonNode condition(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    throw new AssertionError(type + " is missing in " + status);
  }
}
