package io.binnacle.app.bench;

import java.util.HashMap;
import java.util.Map;

/** One kind of write by all clients, each to objects of its own. */
record WriteScenario(Kind kind, LoadRun run) implements Scenario {
  /** What is written. */
  enum Kind {
    CREATE,
    UPDATE,
    PATCH,
    /** Nine reads to one update. */
    MIXED
  }

  private static final int MIXED_TURNS = 10;

  @Override
  public String name() {
    return kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public void run(BenchCluster cluster, BenchReport report) {
    StoreTarget target = new StoreTarget(cluster.load(), run);
    String namespace = "bench-" + name();
    target.makeNamespace(namespace);
    target.fill(namespace, "object", run.clients());
    run.warmUp(operation(target, namespace, "warm"));
    BenchCluster.Stopwatch watch = cluster.measure(name());
    LoadRun.Result result = run.run(operation(target, namespace, "new"));
    Map<String, Number> facts = new HashMap<>(StoreTarget.times(result));
    Measurement measurement = watch.stop("api", result.requests(), facts);
    report.add(measurement);
    if (kind == Kind.CREATE) {
      double groupSize =
          measurement.used().mutations() / (double) Math.max(1, measurement.used().commits());
      report.add(
          RawSql.of(cluster)
              .measure(cluster, name(), groupSize, run.length(), result.requestsPerSecond()));
    }
    target.clear(namespace);
  }

  private LoadRun.Operation operation(StoreTarget target, String namespace, String prefix) {
    LoadConnection load = target.load();
    return switch (kind) {
      case CREATE -> target.creation(namespace, prefix);
      case UPDATE -> new OptimisticUpdates(load, namespace, run.clients());
      case PATCH ->
          (client, turn) ->
              load.patch(
                  StoreTarget.path(namespace, "object-" + client),
                  ("{\"data\":{\"number\":\"" + prefix + turn + "\"}}")
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      case MIXED ->
          (client, turn) -> {
            String name = "object-" + client;
            String path = StoreTarget.path(namespace, name);
            return turn % MIXED_TURNS == 0
                ? load.send("PUT", path, StoreTarget.body(name, turn), 200)
                : load.get(path);
          };
    };
  }
}
