package io.binnacle.node.runtime.containerd;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs programs of the machine to their end. */
interface Commands {
  /**
   * Runs a program; its standard input is empty.
   *
   * @param environment added to the server's own
   * @return the result; a program that cannot be started or does not end in time has exit code -1
   */
  Result run(List<String> command, Map<String, String> environment, Duration timeout);

  default Result run(Duration timeout, String... command) {
    return run(List.of(command), Map.of(), timeout);
  }

  /**
   * What a program left.
   *
   * @param output standard output and error, as they came
   */
  record Result(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }

    /** The end of the output on one line: what went wrong is mostly said last. */
    String lastLines(int count) {
      List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
      return String.join("; ", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
  }
}
