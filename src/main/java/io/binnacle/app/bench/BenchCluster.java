package io.binnacle.app.bench;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.app.bootstrap.EmbeddedPostgres;
import io.binnacle.client.ApiClient;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.client.https.ClusterConnection;
import io.binnacle.client.https.HttpsApiClient;
import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.node.simulated.SimulatedNodeSettings;
import io.binnacle.node.simulated.SimulatedNodes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** The cluster that is measured, and the measuring. For one thread. */
final class BenchCluster implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final String USER_AGENT = "binnacle-bench";

  private final ClusterFiles files;
  private final HttpsApiClient client;
  private final ServerMetrics metrics;
  private final LoadConnection load;
  private final UsageMeter meter;
  private final Clock clock;
  private final VirtualThreadTimer timer = new VirtualThreadTimer("bench");

  private BenchCluster(
      ClusterFiles files, ClusterConnection connection, long server, OptionalLong store) {
    this.files = files;
    this.clock = Clock.systemUTC();
    this.client =
        new HttpsApiClient(
            connection, USER_AGENT, clock, timer, HttpsApiClient.DEFAULT_IDLE_TIMEOUT);
    this.metrics = new ServerMetrics(connection);
    this.load = new LoadConnection(connection);
    this.meter = new UsageMeter(server, store, metrics);
  }

  /**
   * The cluster of a home, as its administrator.
   *
   * @param server the process of its server
   */
  static BenchCluster open(ClusterFiles files, long server) throws IOException {
    return new BenchCluster(
        files,
        KubeconfigLoader.load(files.adminKubeconfig()),
        server,
        EmbeddedPostgres.open(files.home()).process());
  }

  ApiClient client() {
    return client;
  }

  ServerMetrics metrics() {
    return metrics;
  }

  /** For many requests. */
  LoadConnection load() {
    return load;
  }

  ClusterFiles files() {
    return files;
  }

  Instant now() {
    return clock.instant();
  }

  /** Nodes that the caller starts, and closes. */
  SimulatedNodes nodes(String prefix) {
    return new SimulatedNodes(
        new SimulatedNodes.Cluster(client, timer, timer, RandomGenerator.getDefault(), clock),
        SimulatedNodeSettings.large(prefix, files.home().resolve("simulated")));
  }

  /** A measurement under way. */
  final class Stopwatch {
    private final String scenario;
    private final Instant started = now();
    private final Usage before = meter.now();

    private Stopwatch(String scenario) {
      this.scenario = scenario;
    }

    Duration taken() {
      return Duration.between(started, now());
    }

    Measurement stop(String phase, long items) {
      return stop(phase, items, Map.of());
    }

    Measurement stop(String phase, long items, Map<String, ? extends Number> facts) {
      Duration taken = taken();
      return new Measurement(scenario, phase, items, taken, meter.now().since(before), facts);
    }
  }

  Stopwatch measure(String scenario) {
    return new Stopwatch(scenario);
  }

  /**
   * Looks again and again.
   *
   * @throws BenchFailure when it takes too long
   */
  void await(String what, BooleanSupplier condition) {
    Instant end = now().plus(PATIENCE);
    while (!holds(condition)) {
      if (now().isAfter(end)) {
        throw new BenchFailure("waited too long for " + what);
      }
      pause(LOOK);
    }
  }

  /** A server that is overburdened is asked again. */
  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (ApiException e) {
      if (e.code() >= 500 || e.code() == 429) {
        return false;
      }
      throw e;
    }
  }

  void pause(Duration time) {
    Instant end = now().plus(time);
    for (Instant now = now(); now.isBefore(end); now = now()) {
      LockSupport.parkNanos(Duration.between(now, end).toNanos());
    }
  }

  @Override
  public void close() {
    client.close();
    metrics.close();
    load.close();
    timer.close();
  }
}
