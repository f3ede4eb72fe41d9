package io.binnacle.node.simulated;

import io.binnacle.node.model.NodePod;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the containers of a pod run, which its annotations may say: they run until they are stopped,
 * or end by themselves. What cannot be read is as if it were not there.
 *
 * @param runs how long containers run; empty until they are stopped
 * @param exitCode with which they end by themselves
 */
record SimulatedRun(Optional<Duration> runs, int exitCode) {
  static final String RUN_MILLISECONDS = "simulation.binnacle.io/run-milliseconds";
  static final String EXIT_CODE = "simulation.binnacle.io/exit-code";
  private static final int MOST_DIGITS = 9;

  static SimulatedRun of(NodePod pod) {
    Map<String, String> annotations = pod.object().annotations();
    return new SimulatedRun(
        number(annotations, RUN_MILLISECONDS).map(Duration::ofMillis),
        number(annotations, EXIT_CODE).map(code -> code & 0xff).orElse(0));
  }

  private static Optional<Integer> number(Map<String, String> annotations, String name) {
    return Optional.ofNullable(annotations.get(name))
        .filter(value -> value.matches("\\d{1," + MOST_DIGITS + "}"))
        .map(Integer::parseInt);
  }
}
