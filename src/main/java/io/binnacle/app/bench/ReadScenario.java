package io.binnacle.app.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The same read by all clients, and then the same bytes from the bare servlet.
 *
 * @param objects how many are listed; 1 for getting one by its name
 */
record ReadScenario(String name, int objects, LoadRun run) implements Scenario {
  private static final String BARE = "/bench/";

  @Override
  public void run(BenchCluster cluster, BenchReport report) {
    LoadConnection load = cluster.load();
    StoreTarget target = new StoreTarget(load, run);
    String namespace = "bench-" + name;
    target.makeNamespace(namespace);
    target.fill(namespace, "object", objects);
    String path =
        objects == 1 ? StoreTarget.path(namespace, "object-0") : StoreTarget.collection(namespace);
    load.send("PUT", BARE, load.read(path), 200);
    run.warmUp((client, turn) -> load.get(BARE));
    run.warmUp((client, turn) -> load.get(path));
    LoadRun.Result bare = measure(cluster, report, BARE, Optional.empty());
    measure(cluster, report, path, Optional.of(bare));
    target.clear(namespace);
  }

  /**
   * @param bare what to compare with; empty where this is that
   */
  private LoadRun.Result measure(
      BenchCluster cluster, BenchReport report, String path, Optional<LoadRun.Result> bare) {
    BenchCluster.Stopwatch watch = cluster.measure(name);
    LoadRun.Result result = run.run((client, turn) -> cluster.load().get(path));
    Map<String, Number> facts = new HashMap<>(StoreTarget.times(result));
    bare.ifPresent(other -> {
      facts.put("ofBareServlet", result.bytesPerSecond() / other.bytesPerSecond());
      facts.put("megabytesPerSecond", result.bytesPerSecond() / 1e6);
    });
    report.add(watch.stop(bare.isPresent() ? "api" : "bare servlet", result.requests(), facts));
    return result;
  }
}
