package io.binnacle.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProcessCommandRunnerTest {
  private static CommandRunner runner(Duration timeout) {
    return new ProcessCommandRunner(List.of(), Map.of("GREETING", "hello"), timeout);
  }

  private final CommandRunner runner = runner(Duration.ofSeconds(20));

  @Test
  void givesInputAndEnvironmentAndTellsOutputErrorsAndExitCode() {
    CommandRunner.Result result =
        runner.run(List.of("sh", "-c", "cat; echo $GREETING >&2; exit 3"), "x".repeat(200_000));
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.succeeded()).isFalse();
    assertThat(result.output()).hasSize(200_000);
    assertThat(result.errors()).isEqualTo("hello\n");
  }

  @Test
  void takesAPathToo() {
    assertThat(runner.run(List.of("/bin/sh", "-c", "exit 0"), "").succeeded()).isTrue();
  }

  @Test
  void aProgramThatReadsNothingMayEnd() {
    assertThat(runner.run(List.of("true"), "x".repeat(1_000_000)).succeeded()).isTrue();
  }

  @Test
  void saysWhichProgramIsMissing() {
    assertThatThrownBy(() -> runner.run(List.of("no-such-program"), ""))
        .isInstanceOf(CommandException.class)
        .hasMessage("the program 'no-such-program' is not installed");
  }

  @Test
  void endsAProgramThatTakesTooLongAlsoWhileItDoesNotRead() {
    assertThatThrownBy(
            () -> runner(Duration.ofMillis(200)).run(List.of("sleep", "60"), "x".repeat(1_000_000)))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("did not end within");
  }

  @Test
  @Timeout(20)
  void doesNotWaitForAChildThatIsLeftBehind() {
    Object outcome;
    try {
      outcome = runner(Duration.ofMillis(300)).run(List.of("sh", "-c", "sleep 40 & exit 0"), "");
    } catch (CommandException late) {
      outcome = late.getMessage();
    }
    // Java closes a pipe that nobody reads yet when the program ends, and waits for one that is
    // read.
    assertThat(outcome).isIn(new CommandRunner.Result(0, "", ""), "sh did not end within PT0.3S");
  }
}
