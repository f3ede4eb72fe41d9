package io.binnacle.app.bench;

import io.binnacle.app.bootstrap.EmbeddedPostgres;
import io.binnacle.storage.postgres.raw.RawInserts;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** The database without the server. */
record RawSql(RawInserts inserts) {
  static RawSql of(BenchCluster cluster) {
    Map<String, String> environment = System.getenv();
    String external = environment.getOrDefault("BINNACLE_STORE_URL", "");
    if (!external.isEmpty()) {
      return new RawSql(
          new RawInserts(
              external,
              environment.getOrDefault("BINNACLE_STORE_USER", ""),
              environment.getOrDefault("BINNACLE_STORE_PASSWORD", "")));
    }
    try {
      EmbeddedPostgres.ConnectionInfo own =
          EmbeddedPostgres.open(cluster.files().home()).connection().orElseThrow();
      return new RawSql(new RawInserts(own.jdbcUrl(), own.user(), own.password()));
    } catch (IOException e) {
      throw new BenchFailure("the database's address cannot be read: " + e);
    }
  }

  /**
   * What makes an acknowledged write a lasting one.
   *
   * @throws BenchFailure where one of it is off: rates would mean nothing
   */
  Map<String, String> durability() {
    Map<String, String> settings = inserts.durability();
    if (!settings.values().stream().allMatch("on"::equals)) {
      throw new BenchFailure("the database would lose acknowledged writes: " + settings);
    }
    return settings;
  }

  /**
   * @param groupSize objects a commit, as the server had
   * @param apiRate what to divide by the rate found here
   */
  Measurement measure(
      BenchCluster cluster, String scenario, double groupSize, Duration length, double apiRate) {
    int group = (int) Math.max(1, Math.round(groupSize));
    BenchCluster.Stopwatch watch = cluster.measure(scenario);
    long rows =
        inserts.insertFor(length, group, number -> StoreTarget.body("raw-" + number, number));
    double rate = rows / (double) length.toSeconds();
    return watch.stop(
        "raw SQL", rows, Map.of("objectsPerCommit", group, "apiOfRawSql", apiRate / rate));
  }
}
