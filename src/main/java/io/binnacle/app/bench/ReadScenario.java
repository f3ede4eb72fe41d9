package io.binnacle.app.bench;

import java.util.HashMap;
import java.util.Map;

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
    LoadRun.Result bare = bare(cluster, report, load.read(path));
    run.warmUp((client, turn) -> load.get(path));
    BenchCluster.Stopwatch watch = cluster.measure(name);
    LoadRun.Result api = run.run((client, turn) -> load.get(path));
    Map<String, Number> facts = new HashMap<>(StoreTarget.times(api));
    facts.put("ofBareServlet", api.bytesPerSecond() / bare.bytesPerSecond());
    facts.put("megabytesPerSecond", api.bytesPerSecond() / 1e6);
    report.add(watch.stop("api", api.requests(), facts));
    target.clear(namespace);
  }

  private LoadRun.Result bare(BenchCluster cluster, BenchReport report, byte[] body) {
    LoadConnection load = cluster.load();
    load.send("PUT", BARE, body, 200);
    run.warmUp((client, turn) -> load.get(BARE));
    BenchCluster.Stopwatch watch = cluster.measure(name);
    LoadRun.Result result = run.run((client, turn) -> load.get(BARE));
    report.add(watch.stop("bare servlet", result.requests(), StoreTarget.times(result)));
    return result;
  }
}
