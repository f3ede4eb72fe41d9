package io.binnacle.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Reads what processes have used from the operating system, and the rest from the metrics. */
final class UsageMeter {
  private static final long KIBI = 1024;

  private final long server;
  private final OptionalLong store;
  private final ServerMetrics metrics;

  /**
   * @param server the process of the server
   * @param store the first process of the embedded database
   */
  UsageMeter(long server, OptionalLong store, ServerMetrics metrics) {
    this.server = server;
    this.store = store;
    this.metrics = metrics;
  }

  Usage now() {
    ServerMetrics.Sample sample = metrics.read();
    return new Usage(
        cpu(ProcessHandle.of(server).stream()),
        cpu(store.stream().boxed().flatMap(UsageMeter::family)),
        residentBytes(),
        (long) sample.sum("binnacle_store_commit_mutations_sum"),
        (long) sample.sum("binnacle_store_commit_mutations_count"));
  }

  private static Stream<ProcessHandle> family(long first) {
    return ProcessHandle.of(first).stream()
        .flatMap(process -> Stream.concat(Stream.of(process), process.children()));
  }

  /** Without processes that have ended: those of a database live as long as its connections. */
  private static Duration cpu(Stream<ProcessHandle> processes) {
    return processes
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  private long residentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(server), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBI)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException("the server's process cannot be looked at", e);
    }
  }
}
