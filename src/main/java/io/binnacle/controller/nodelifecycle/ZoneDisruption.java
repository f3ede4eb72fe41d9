package io.binnacle.controller.nodelifecycle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps one trouble of many nodes, such as a network that is cut, from evicting the pods of all:
 * nodes of a zone are given up one after the other, slower or not at all while most of the zone is
 * not ready. Safe for any thread.
 */
final class ZoneDisruption {
  /** As few may fail together by chance, whatever share of the zone they are. */
  private static final int FEW = 2;

  private record Turn(String node, Instant at) {}

  private final NodeLifecycleConfiguration configuration;
  private final Clock clock;
  private final Map<NodeCensus.Zone, Turn> turns = new HashMap<>();

  ZoneDisruption(NodeLifecycleConfiguration configuration, Clock clock) {
    this.configuration = configuration;
    this.clock = clock;
  }

  /**
   * Whether the pods of one more node may be evicted now. A yes counts: the next node of the zone
   * has its turn later.
   *
   * @param count how its zone is
   */
  synchronized boolean mayGiveUp(String node, NodeCensus.Zone zone, NodeCensus.Count count) {
    double rate = rate(count);
    if (rate == 0) {
      return false;
    }
    Duration interval = Duration.ofMillis(Math.round(Duration.ofSeconds(1).toMillis() / rate));
    Instant now = clock.instant();
    Turn last = turns.get(zone);
    if (last != null && last.at().plus(interval).isAfter(now)) {
      // Whoever has had the turn keeps it: writing the taint may have met with a conflict.
      return last.node().equals(node);
    }
    turns.put(zone, new Turn(node, now));
    return true;
  }

  private double rate(NodeCensus.Count count) {
    // Where nothing of a zone is left it is lost, and its pods belong elsewhere.
    boolean partly =
        count.well() > 0
            && count.notWell() > FEW
            && count.notWell() >= configuration.unhealthyZoneThreshold() * count.all();
    if (!partly) {
      return configuration.nodeEvictionRate();
    }
    return count.all() > configuration.largeClusterSizeThreshold()
        ? configuration.secondaryNodeEvictionRate()
        : 0;
  }
}
