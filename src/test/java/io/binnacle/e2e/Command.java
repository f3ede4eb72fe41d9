package io.binnacle.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program of the machine, run to its end. */
final class Command {
  /** What a program printed and how it ended. */
  record Result(List<String> command, int status, String output, String errors) {
    boolean succeeded() {
      return status == 0;
    }

    @Override
    public String toString() {
      return "%s ended with %d%n%s%s".formatted(String.join(" ", command), status, output, errors);
    }
  }

  private Command() {}

  /**
   * Runs a program in a directory.
   *
   * @param input its standard input
   * @throws UncheckedIOException when there is no such program
   */
  static Result run(
      Path directory,
      Map<String, String> environment,
      List<String> command,
      String input,
      Duration limit) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    return run(builder, input, limit);
  }

  /** Runs a program in the environment and directory that it was given already. */
  static Result run(ProcessBuilder builder, String input, Duration limit) {
    List<String> command = List.copyOf(builder.command());
    try {
      Process process = builder.start();
      CompletableFuture<String> output = reading(process.getInputStream());
      CompletableFuture<String> errors = reading(process.getErrorStream());
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        return new Result(command, -1, output.join(), errors.join() + "\nnot done in " + limit);
      }
      return new Result(command, process.exitValue(), output.join(), errors.join());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static CompletableFuture<String> reading(InputStream stream) {
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
