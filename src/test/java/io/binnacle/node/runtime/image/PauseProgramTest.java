package io.binnacle.node.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(value = OS.LINUX)
class PauseProgramTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void endsWellOnItsSignals(String signal) throws Exception {
    Process process = start();
    try {
      awaitBlockedSignals(process);
      signal(signal, process);

      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void goesOnAfterOtherSignals() throws Exception {
    Process process = start();
    try {
      awaitBlockedSignals(process);
      signal("CHLD", process);
      signal("HUP", process);
      signal("USR1", process);
      assertThat(process.isAlive()).isTrue();
      signal("TERM", process);

      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void isSmallForEveryProcessor(Architecture architecture) {
    assertThat(PauseProgram.executable(architecture))
        .hasSizeBetween(200, 400)
        .startsWith(0x7f, 'E');
  }

  private Process start() throws Exception {
    Path program = directory.resolve("pause");
    Files.write(program, PauseProgram.executable(Architecture.current().orElseThrow()));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new ProcessBuilder(program.toString()).start();
  }

  private static void awaitBlockedSignals(Process process) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    Awaitility.await().until(() -> Files.readString(status).contains("SigBlk:\tfffffffffffabefd"));
  }

  private static void signal(String signal, Process process) throws Exception {
    int sent =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    assertThat(sent).isZero();
  }
}
