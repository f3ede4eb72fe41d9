package io.binnacle.node.runtime.containerd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The daemon as a process of the machine. It is started in a session of its own and belongs to no
 * one: neither a Ctrl-C in the server's terminal nor the server's end reaches it.
 */
final class ContainerdProcess {
  private static final long LOG_BYTES = 10L << 20;
  private static final Duration TERMINATION = Duration.ofSeconds(10);

  private final ContainerdSettings settings;

  ContainerdProcess(ContainerdSettings settings) {
    this.settings = settings;
  }

  /** The daemon of this home, if it runs: whoever started it. */
  Optional<ProcessHandle> running() throws IOException {
    if (!Files.exists(settings.pidFile())) {
      return Optional.empty();
    }
    String pid = Files.readString(settings.pidFile()).trim();
    if (pid.isEmpty() || !pid.chars().allMatch(Character::isDigit)) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(pid))
        .filter(ProcessHandle::isAlive)
        .filter(this::isOurs);
  }

  /** A number in a file outlives its process: only the command line tells whether it is the one. */
  private boolean isOurs(ProcessHandle process) {
    try {
      String commandLine =
          Files.readString(
              Path.of("/proc", Long.toString(process.pid()), "cmdline"),
              StandardCharsets.ISO_8859_1);
      String configuration =
          new String(
              settings.configuration().toString().getBytes(StandardCharsets.UTF_8),
              StandardCharsets.ISO_8859_1);
      return List.of(commandLine.split("\0")).contains(configuration);
    } catch (IOException gone) {
      return false;
    }
  }

  /** Starts the daemon and gives back at once. */
  void start(Path containerd, String searchPath) throws IOException, UnavailableException {
    rotateLog();
    ProcessBuilder builder =
        new ProcessBuilder(
            "setsid",
            "--fork",
            "sh",
            "-c",
            "echo $$ > \"$1\"; shift; exec \"$@\"",
            "sh",
            settings.pidFile().toString(),
            containerd.toString(),
            "--config",
            settings.configuration().toString(),
            "--log-level",
            "warn");
    builder.directory(settings.directory().toFile());
    builder.environment().put("PATH", searchPath);
    // What the server was given for itself is not for the daemon, nor for the pods' shims.
    builder.environment().keySet().removeIf(ContainerdProcess::isForTheServer);
    builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(settings.log().toFile()));
    builder.redirectErrorStream(true);
    Files.deleteIfExists(settings.pidFile());
    try {
      if (builder.start().waitFor() != 0) {
        throw new UnavailableException("containerd cannot be started: " + lastLogLines());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while containerd was started");
    }
  }

  private static boolean isForTheServer(String variable) {
    return variable.startsWith("BINNACLE_")
        || variable.startsWith("WLP_")
        || variable.startsWith("JAVA_")
        || variable.equals("NOTIFY_SOCKET")
        || variable.equals("LD_LIBRARY_PATH");
  }

  private void rotateLog() throws IOException {
    if (Files.exists(settings.log()) && Files.size(settings.log()) > LOG_BYTES) {
      Files.move(
          settings.log(),
          settings.log().resolveSibling("containerd.log.1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The end of the daemon's log, to say why it did not start. */
  String lastLogLines() throws IOException {
    if (!Files.exists(settings.log())) {
      return "it left no log";
    }
    List<String> lines = Files.readAllLines(settings.log(), StandardCharsets.ISO_8859_1);
    return String.join("; ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  /** Ends the daemon; pods go on. */
  void end(ProcessHandle daemon) {
    daemon.destroy();
    if (!ended(daemon, TERMINATION)) {
      daemon.destroyForcibly();
      ended(daemon, TERMINATION);
    }
  }

  static boolean ended(ProcessHandle process, Duration timeout) {
    try {
      process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException late) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
