package io.binnacle.process;

import java.util.List;

/**
 * Runs programs of the operating system. Blocks until the program has ended. Safe for any thread.
 */
@FunctionalInterface
public interface CommandRunner {
  /**
   * What a program answered.
   *
   * @param exitCode 0 for success
   */
  record Result(int exitCode, String output, String errors) {
    public boolean succeeded() {
      return exitCode == 0;
    }
  }

  /**
   * @param command the program, by its name alone or its path, and its arguments
   * @param input what it reads
   * @throws CommandException when it cannot be run or does not end
   */
  Result run(List<String> command, String input);
}
