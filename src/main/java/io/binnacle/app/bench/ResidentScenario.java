package io.binnacle.app.bench;

import java.time.Duration;
import java.util.Map;

/**
 * Creating and listing while very many objects are there: rates must not depend on their number.
 */
record ResidentScenario(int objects, LoadRun run) implements Scenario {
  private static final String RESIDENTS = "bench-resident";
  private static final String NAMESPACE = "bench-beside";
  private static final int FEW = 1000;
  private static final int LISTED = 500;

  @Override
  public String name() {
    return "resident";
  }

  @Override
  public void run(BenchCluster cluster, BenchReport report) {
    StoreTarget target = new StoreTarget(cluster.load(), run);
    target.makeNamespace(RESIDENTS);
    target.makeNamespace(NAMESPACE);
    target.fill(RESIDENTS, "first", FEW);
    run.warmUp(target.creation(NAMESPACE, "warm"));
    target.clear(NAMESPACE);
    double few = createRate(target, cluster, report, "few", 0);
    BenchCluster.Stopwatch filling = cluster.measure(name());
    target.fill(RESIDENTS, "object", objects - FEW);
    report.add(filling.stop("filling", objects));
    createRate(target, cluster, report, "many", few);
    target.fill(NAMESPACE, "listed", LISTED);
    BenchCluster.Stopwatch listing = cluster.measure(name());
    String path = StoreTarget.collection(NAMESPACE);
    LoadRun.Result lists = run.run((client, turn) -> target.load().get(path));
    report.add(listing.stop("list 500 of many", lists.requests(), StoreTarget.times(lists)));
    target.clear(NAMESPACE);
    target.clear(RESIDENTS);
  }

  /**
   * @param before the rate to compare with; 0 for none
   */
  private double createRate(
      StoreTarget target, BenchCluster cluster, BenchReport report, String phase, double before) {
    LoadRun.Operation create = target.creation(NAMESPACE, phase);
    BenchCluster.Stopwatch watch = cluster.measure(name());
    LoadRun.Result result = new LoadRun(run.clients(), halved(run.length())).run(create);
    Map<String, Number> facts =
        before == 0
            ? StoreTarget.times(result)
            : Map.of("ofRateWithFew", result.requestsPerSecond() / before);
    report.add(watch.stop("create, " + phase, result.requests(), facts));
    target.clear(NAMESPACE);
    return result.requestsPerSecond();
  }

  private static Duration halved(Duration length) {
    return length.dividedBy(2);
  }
}
