package io.binnacle.proxy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs as processes. They are looked for in private directories first, then where the
 * system has them.
 */
public final class ProcessCommandRunner implements CommandRunner {
  /** Where administrators' programs are, which the PATH of a service often lacks. */
  private static final List<Path> SYSTEM_DIRECTORIES =
      List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/bin"), Path.of("/bin"));

  private final List<Path> directories;
  private final Map<String, String> environment;
  private final Duration timeout;

  /**
   * @param binDirectories private directories of programs, looked at first
   * @param environment added to each program's environment, such as LD_LIBRARY_PATH
   * @param timeout a program that takes longer is ended
   */
  public ProcessCommandRunner(
      List<Path> binDirectories, Map<String, String> environment, Duration timeout) {
    List<Path> all = new ArrayList<>(binDirectories);
    for (String entry : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!entry.isEmpty()) {
        all.add(Path.of(entry));
      }
    }
    all.addAll(SYSTEM_DIRECTORIES);
    this.directories = List.copyOf(all);
    this.environment = Map.copyOf(environment);
    this.timeout = timeout;
  }

  @Override
  public Result run(List<String> command, String input) {
    List<String> resolved = new ArrayList<>(command);
    resolved.set(0, find(command.getFirst()).toString());
    ProcessBuilder builder = new ProcessBuilder(resolved);
    builder.environment().putAll(environment);
    try {
      return communicate(builder.start(), command.getFirst(), input);
    } catch (IOException | UncheckedIOException e) {
      throw new CommandException(command.getFirst() + " could not be run: " + e.getMessage(), e);
    }
  }

  private Path find(String program) {
    return directories.stream()
        .map(directory -> directory.resolve(program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new CommandException("the program '" + program + "' is not installed"));
  }

  private Result communicate(Process process, String program, String input) throws IOException {
    try {
      CompletableFuture<String> output = read(process.getInputStream());
      CompletableFuture<String> errors = read(process.getErrorStream());
      try (OutputStream stream = process.getOutputStream()) {
        stream.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CommandException(program + " did not end within " + timeout);
      }
      return new Result(process.exitValue(), output.join(), errors.join());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(program + " was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** On a thread of its own: a program that fills one pipe would wait for ever. */
  private static CompletableFuture<String> read(InputStream stream) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (stream) {
            text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
          } catch (IOException e) {
            text.completeExceptionally(e);
          }
        });
    return text;
  }
}
