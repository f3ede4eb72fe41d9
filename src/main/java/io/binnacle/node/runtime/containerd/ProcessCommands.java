package io.binnacle.node.runtime.containerd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@link Commands} as child processes. */
final class ProcessCommands implements Commands {
  @Override
  public Result run(List<String> command, Map<String, String> environment, Duration timeout) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Answers are parsed, so that they must be in the language that the code knows.
    builder.environment().put("LC_ALL", "C");
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return await(process, timeout);
    } catch (IOException failed) {
      return new Result(-1, failed.toString());
    }
  }

  private static Result await(Process process, Duration timeout) {
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
    try {
      String text = output.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return new Result(process.waitFor(), text);
    } catch (TimeoutException late) {
      process.destroyForcibly();
      return new Result(-1, "did not end within " + timeout.toSeconds() + " s");
    } catch (ExecutionException failed) {
      process.destroyForcibly();
      return new Result(-1, String.valueOf(failed.getCause()));
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new Result(-1, "interrupted");
    }
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new CompletionException(new UncheckedIOException(failed));
    }
  }
}
