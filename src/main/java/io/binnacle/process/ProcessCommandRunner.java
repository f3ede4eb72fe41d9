package io.binnacle.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs programs as processes. Those that are named without a path are looked for in private
 * directories first, then where the system has them.
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
   * @param timeout a program that takes longer is ended, with the children that it has
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
    // Answers are parsed, so that they must be in the language that the code knows.
    builder.environment().put("LC_ALL", "C");
    builder.environment().putAll(environment);
    try {
      return communicate(builder.start(), command.getFirst(), input);
    } catch (IOException e) {
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

  private Result communicate(Process process, String program, String input) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      // Each pipe on a thread of its own: a program that waits at one would wait for ever.
      CompletableFuture<String> output = apart(() -> read(process.getInputStream()));
      CompletableFuture<String> errors = apart(() -> read(process.getErrorStream()));
      apart(() -> write(process.getOutputStream(), input));
      if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw late(program);
      }
      // A child that it has left behind may hold the pipes.
      return new Result(process.exitValue(), await(output, deadline), await(errors, deadline));
    } catch (TimeoutException e) {
      throw late(program);
    } catch (ExecutionException e) {
      throw new CommandException(program + " could not be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(program + " was interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private CommandException late(String program) {
    return new CommandException(program + " did not end within " + timeout);
  }

  private static String await(CompletableFuture<String> text, long deadline)
      throws InterruptedException, ExecutionException, TimeoutException {
    return text.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private static CompletableFuture<String> apart(Callable<String> task) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            text.complete(task.call());
          } catch (Exception e) {
            text.completeExceptionally(e);
          }
        });
    return text;
  }

  private static String read(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A program need not read all: how it ended says whether that was right. */
  private static String write(OutputStream stream, String input) throws IOException {
    try (stream) {
      stream.write(input.getBytes(StandardCharsets.UTF_8));
    }
    return input;
  }
}
