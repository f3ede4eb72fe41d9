package io.binnacle.node.simulated;

import io.binnacle.node.model.NodePod;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the containers of a pod run, which its annotations may say: they run until they are stopped,
 * or end by themselves. Numbers may be lists with commas, of which pods of an indexed Job take that
 * of their index; nothing between commas is nothing said, and so is what cannot be read.
 *
 * @param runs how long containers run; empty until they are stopped
 * @param failures how often they end with the exit code before they end well; empty for always
 */
record SimulatedRun(Optional<Duration> runs, int exitCode, Optional<Integer> failures) {
  static final String RUN_MILLISECONDS = "simulation.binnacle.io/run-milliseconds";
  static final String EXIT_CODE = "simulation.binnacle.io/exit-code";
  static final String FAILURES = "simulation.binnacle.io/failures";
  private static final String INDEX = "batch.kubernetes.io/job-completion-index";
  private static final int MOST_DIGITS = 9;

  static SimulatedRun of(NodePod pod) {
    Map<String, String> annotations = pod.object().annotations();
    int index = number(annotations.getOrDefault(INDEX, "")).orElse(0);
    return new SimulatedRun(
        number(annotations, RUN_MILLISECONDS, index).map(Duration::ofMillis),
        number(annotations, EXIT_CODE, index).map(code -> code & 0xff).orElse(0),
        number(annotations, FAILURES, index));
  }

  /**
   * With which code containers end.
   *
   * @param attempt how often they were started anew
   */
  int exitCode(int attempt) {
    return failures.filter(most -> attempt >= most).isPresent() ? 0 : exitCode;
  }

  private static Optional<Integer> number(Map<String, String> annotations, String name, int index) {
    String[] values = annotations.getOrDefault(name, "").split(",", -1);
    return number(values[index % values.length]);
  }

  private static Optional<Integer> number(String value) {
    return Optional.of(value.strip())
        .filter(text -> text.matches("\\d{1," + MOST_DIGITS + "}"))
        .map(Integer::parseInt);
  }
}
