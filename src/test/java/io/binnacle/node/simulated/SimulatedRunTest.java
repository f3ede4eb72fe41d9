package io.binnacle.node.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.model.NodePod;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulatedRunTest {
  private static SimulatedRun run(String annotations) {
    return SimulatedRun.of(
        new NodePod(
            ApiObject.of(
                Json.readTrusted("{\"metadata\":{\"annotations\":{" + annotations + "}}}"))));
  }

  @Test
  void runsUntilStoppedWhereNothingIsSaid() {
    assertThat(run("").runs()).isEmpty();
    assertThat(run("\"simulation.binnacle.io/run-milliseconds\":\"soon\"").runs()).isEmpty();
  }

  @Test
  void takesTheNumberOfTheIndex() {
    String lists =
        "\"simulation.binnacle.io/run-milliseconds\":\"5,,7\","
            + "\"simulation.binnacle.io/exit-code\":\"0,1\","
            + "\"batch.kubernetes.io/job-completion-index\":\"%d\"";

    assertThat(run(lists.formatted(0)).runs()).contains(Duration.ofMillis(5));
    assertThat(run(lists.formatted(1)).runs()).isEmpty();
    assertThat(run(lists.formatted(5)).runs()).contains(Duration.ofMillis(7));
    assertThat(run(lists.formatted(5)).exitCode(0)).isEqualTo(1);
  }

  @Test
  void endsWellAfterSoManyFailures() {
    SimulatedRun run =
        run(
            "\"simulation.binnacle.io/exit-code\":\"3\","
                + "\"simulation.binnacle.io/failures\":\"1\"");

    assertThat(run.exitCode(0)).isEqualTo(3);
    assertThat(run.exitCode(1)).isZero();
  }
}
