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
 * {@code ./binnacle bench SUITE} starts a server of its own and runs this beside it. The table goes
 * to standard output; {@code --json file} keeps the result for programs.
 */
public final class Bench {
  /** Kept, since the logging system does not keep what nobody holds. */
  private static final Logger QUIET = Logger.getLogger("io.binnacle");

  private Bench() {}

  /**
   * @param arguments the suite, the server's process, then options; the home is the environment's
   */
  public static void main(String[] arguments) {
    QUIET.setLevel(Level.WARNING);
    try {
      List<String> all = Arrays.asList(arguments);
      Suite suite = Suite.named(all.getFirst());
      BenchOptions options = BenchOptions.parse(suite.defaults(), all.subList(2, all.size()));
      run(
          suite.scenarios(options),
          Path.of(System.getenv("BINNACLE_HOME")),
          Long.parseLong(all.get(1)),
          options);
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> System.err.println("binnacle: " + problem));
      System.exit(1);
    } catch (BenchFailure | IOException e) {
      System.err.println("binnacle: " + e.getMessage());
      System.exit(1);
    }
    System.exit(0);
  }

  private static void run(List<Scenario> scenarios, Path home, long server, BenchOptions options)
      throws IOException {
    try (BenchCluster cluster = BenchCluster.open(new ClusterFiles(home), server)) {
      System.out.println("The database has " + RawSql.of(cluster).durability());
      BenchReport report = new BenchReport(System.out);
      try {
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
}
