package io.binnacle.app.bench;

import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Measures the controllers, the scheduler and what is below them with simulated nodes: {@code
 * ./binnacle bench controllers} starts a server of its own and runs this beside it. The table goes
 * to standard output; {@code --json file} keeps the result for programs.
 */
public final class ControllersBench {
  /** Kept, since the logging system does not keep what nobody holds. */
  private static final Logger QUIET = Logger.getLogger("io.binnacle");

  private ControllersBench() {}

  /**
   * @param arguments the server's process, then options; the home is the environment's
   */
  public static void main(String[] arguments) {
    QUIET.setLevel(Level.WARNING);
    try {
      List<String> all = Arrays.asList(arguments);
      BenchOptions options = BenchOptions.parse(all.subList(1, all.size()));
      run(Path.of(System.getenv("BINNACLE_HOME")), Long.parseLong(all.getFirst()), options);
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> System.err.println("binnacle: " + problem));
      System.exit(1);
    } catch (BenchFailure | IOException e) {
      System.err.println("binnacle: " + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }

  private static void run(Path home, long server, BenchOptions options) throws IOException {
    List<Scenario> scenarios =
        List.of(
            new DeploymentScenario(
                options.number("nodes"), options.number("replicas"), options.number("update")),
            new HeartbeatScenario(
                options.number("heartbeat-nodes"), options.seconds("heartbeat-seconds")),
            new QuotaScenario(
                options.number("creators"), options.number("slots"), options.number("rounds")),
            new IdleScenario(options.number("objects"), options.seconds("idle-seconds")));
    BenchReport report = new BenchReport(System.out);
    try (BenchCluster cluster = BenchCluster.open(new ClusterFiles(home), server)) {
      for (Scenario scenario : scenarios) {
        if (options.wants(scenario.name())) {
          scenario.run(cluster, report);
        }
      }
    } finally {
      for (Path file : options.json()) {
        report.writeJson(file);
      }
    }
  }
}
