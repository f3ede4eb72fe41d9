package io.binnacle.app.bench;

/** Something that is measured. Leaves the cluster as empty as it found it. */
interface Scenario {
  /** What the option {@code --only} calls it. */
  String name();

  /**
   * Runs on the calling thread until it is done.
   *
   * @throws BenchFailure where the cluster does not come to where it should
   */
  void run(BenchCluster cluster, BenchReport report);
}
