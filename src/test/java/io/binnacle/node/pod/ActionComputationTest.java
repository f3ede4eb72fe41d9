package io.binnacle.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.node.container.ContainerHash;
import io.binnacle.node.container.Labels;
import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.NodePods;
import io.binnacle.node.probe.ProbeResult;
import io.binnacle.node.probe.ProbeResults;
import io.binnacle.node.probe.ProbeType;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.PodSandbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is to be done, as {@code [kill] [sandbox] [stop:names] [start:names]}. The runtime is given
 * as {@code name=state} with the states run, ok (ended well), bad, new, lost; a number is the exit
 * code.
 */
class ActionComputationTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private final ProbeResults probes = new ProbeResults();

  @ParameterizedTest(name = "{0}: {1} {2} {3} {4}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "a new pod needs a sandbox first          | Always    | -     | -              | sandbox start:a,b",
        "its containers follow                    | Always    | ready | ''             | start:a,b",
        "what runs is left alone                  | Always    | ready | a=run b=run    | nothing",
        "what ended is started again              | Always    | ready | a=run b=ok     | start:b",
        "what failed is started again             | OnFailure | ready | a=run b=bad    | start:b",
        "what ended well is left                  | OnFailure | ready | a=run b=ok     | nothing",
        "never means never                        | Never     | ready | a=run b=bad    | nothing",
        "all ended: the pod ends                  | Never     | ready | a=ok b=bad     | kill",
        "all ended well: the pod ends             | OnFailure | ready | a=ok b=ok      | kill",
        "a lost sandbox is replaced               | Always    | dead  | a=bad b=bad    | kill sandbox start:a,b",
        "a lost sandbox: only what has to run     | OnFailure | dead  | a=ok b=bad     | kill sandbox start:b",
        "a lost sandbox ends a pod that never restarts | Never | dead | a=bad b=bad    | kill",
        "a container that was made and not started | Always   | ready | a=run b=new    | start:b",
        "a container in an unknown state          | Always    | ready | a=run b=lost   | stop:b start:b",
      })
  void regularContainers(
      String why, String policy, String sandbox, String containers, String expected) {
    NodePod pod =
        NodePods.withSpec(
            "\"restartPolicy\":\"%s\",\"containers\":[{\"name\":\"a\",\"image\":\"i\"},{\"name\":\"b\",\"image\":\"i\"}]"
                .formatted(policy));
    assertThat(compute(pod, sandbox, containers)).as(why).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "the first one first                 | Always | ''                                  | start:i1",
        "the next only when it has ended     | Always | i1=run                              | nothing",
        "then the sidecar                    | Always | i1=ok                               | start:side",
        "the last once the sidecar has begun | Always | i1=ok side=run                      | start:i2",
        "a sidecar that ended is restarted   | Always | i1=ok side=bad                      | start:side",
        "also while others initialize        | Always | i1=ok side=bad i2=run               | start:side",
        "a failed one is tried again         | Always | i1=bad                              | start:i1",
        "but not where nothing is restarted  | Never  | i1=bad                              | kill",
        "then the containers                 | Always | i1=ok side=run i2=ok                | start:c",
        "sidecars run on                     | Always | i1=ok side=bad i2=ok c=run          | start:side",
        "initialized stays so                | Always | side=run c=run                      | nothing",
        "a sidecar does not keep a pod alive | Never  | i1=ok side=run i2=ok c=ok           | kill",
      })
  void initContainersAndSidecars(String why, String policy, String containers, String expected) {
    NodePod pod =
        NodePods.withSpec(
            """
            "restartPolicy":"%s","initContainers":[{"name":"i1","image":"i"},
             {"name":"side","image":"i","restartPolicy":"Always"},{"name":"i2","image":"i"}],
            "containers":[{"name":"c","image":"i"}]
            """
                .formatted(policy));
    assertThat(compute(pod, "ready", containers)).as(why).isEqualTo(expected);
  }

  @Test
  void aNewSandboxIsInitializedAnew() {
    NodePod pod =
        NodePods.withSpec(
            """
            "initContainers":[{"name":"i1","image":"i"},{"name":"i2","image":"i"}],
            "containers":[{"name":"c","image":"i"}]
            """);
    assertThat(compute(pod, "ready", "i1=ok i2=ok c=bad")).isEqualTo("start:c");
    assertThat(compute(pod, "second", "i1=ok i2=ok c=bad")).isEqualTo("start:i1");
  }

  @ParameterizedTest(name = "{0} {1} under {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "LIVENESS  | FAILURE | Always | stop:a start:a",
        "LIVENESS  | FAILURE | Never  | stop:a",
        "STARTUP   | FAILURE | Always | stop:a start:a",
        "READINESS | FAILURE | Always | nothing",
        "LIVENESS  | SUCCESS | Always | nothing",
      })
  void probes(ProbeType type, ProbeResult result, String policy, String expected) {
    NodePod pod =
        NodePods.withSpec(
            "\"restartPolicy\":\"%s\",\"containers\":[{\"name\":\"a\",\"image\":\"i\"},{\"name\":\"b\",\"image\":\"i\"}]"
                .formatted(policy));
    probes.set(type, "a", result);
    assertThat(compute(pod, "ready", "a=run b=run")).isEqualTo(expected);
  }

  private String compute(NodePod pod, String sandbox, String containers) {
    List<PodSandbox> sandboxes =
        sandbox == null
            ? List.of()
            : List.of(
                new PodSandbox(
                    sandbox.equals("second") ? "s2" : "s",
                    "default",
                    "web",
                    "u1",
                    0,
                    !sandbox.equals("dead"),
                    NOW,
                    List.of("10.0.0.1"),
                    Map.of(),
                    Map.of()));
    List<Container> found = new ArrayList<>();
    if (containers != null && !containers.isBlank()) {
      for (String entry : containers.strip().split(" ")) {
        found.add(container(pod, entry.split("=")[0], entry.split("=")[1]));
      }
    }
    return text(ActionComputation.compute(pod, new RuntimePod("u1", sandboxes, found), probes));
  }

  private static Container container(NodePod pod, String name, String state) {
    return new Container(
        name,
        "s",
        name,
        0,
        switch (state) {
          case "run" -> Container.State.RUNNING;
          case "new" -> Container.State.CREATED;
          case "lost" -> Container.State.UNKNOWN;
          default -> Container.State.EXITED;
        },
        "i",
        "i",
        Optional.of(NOW),
        Optional.of(NOW),
        Optional.of(NOW),
        state.equals("bad") ? 1 : 0,
        "",
        "",
        "",
        Map.of(),
        Map.of(Labels.CONTAINER_HASH, ContainerHash.of(pod.container(name).orElseThrow())));
  }

  private static String text(PodActions actions) {
    List<String> parts = new ArrayList<>();
    if (actions.killPod()) {
      parts.add("kill");
    }
    if (actions.createSandbox()) {
      parts.add("sandbox");
    }
    if (!actions.containersToKill().isEmpty()) {
      parts.add(
          "stop:"
              + String.join(",", actions.containersToKill().stream().map(k -> k.name()).toList()));
    }
    List<String> starts = new ArrayList<>();
    actions.initContainersToStart().forEach(c -> starts.add(c.getName()));
    actions.containersToStart().forEach(c -> starts.add(c.getName()));
    if (!starts.isEmpty()) {
      parts.add("start:" + String.join(",", starts));
    }
    return parts.isEmpty() ? "nothing" : String.join(" ", parts);
  }
}
