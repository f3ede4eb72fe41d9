package io.binnacle.controller.nodelifecycle;

import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps one trouble of many nodes, such as a network that is cut, from evicting the pods of all:
 * nodes of a zone are given up one after the other, slower or not at all while most of the zone is
 * not ready. Safe for any thread.
 */
final class ZoneDisruption {
  /** Nodes with this label, of whatever value, do not count. */
  static final String EXCLUDED = "node.kubernetes.io/exclude-disruption";

  private static final String REGION = "topology.kubernetes.io/region";
  private static final String ZONE = "topology.kubernetes.io/zone";

  /** As few may fail together by chance, whatever share of the zone they are. */
  private static final int FEW = 2;

  private record Zone(String region, String name) {
    static Zone of(ApiObject node) {
      return new Zone(node.labels().getOrDefault(REGION, ""), node.labels().getOrDefault(ZONE, ""));
    }
  }

  private record Turn(String node, Instant at) {}

  private final NodeLifecycleConfiguration configuration;
  private final Clock clock;
  private final Map<Zone, Turn> turns = new HashMap<>();

  ZoneDisruption(NodeLifecycleConfiguration configuration, Clock clock) {
    this.configuration = configuration;
    this.clock = clock;
  }

  /**
   * Whether the pods of one more node may be evicted now. A yes counts: the next node of the zone
   * has its turn later.
   *
   * @param all the nodes there are
   */
  synchronized boolean mayGiveUp(
      ApiObject node, Collection<ApiObject> all, Predicate<ApiObject> isReady) {
    Zone zone = Zone.of(node);
    double rate = rate(zone, all, isReady);
    if (rate == 0) {
      return false;
    }
    Duration interval = Duration.ofMillis(Math.round(Duration.ofSeconds(1).toMillis() / rate));
    Instant now = clock.instant();
    Turn last = turns.get(zone);
    if (last != null && last.at().plus(interval).isAfter(now)) {
      // Whoever has had the turn keeps it: writing the taint may have met with a conflict.
      return last.node().equals(node.name());
    }
    turns.put(zone, new Turn(node.name(), now));
    return true;
  }

  private double rate(Zone zone, Collection<ApiObject> all, Predicate<ApiObject> isReady) {
    int ready = 0;
    int notReady = 0;
    for (ApiObject node : all) {
      if (!node.labels().containsKey(EXCLUDED) && Zone.of(node).equals(zone)) {
        if (isReady.test(node)) {
          ready++;
        } else {
          notReady++;
        }
      }
    }
    int nodes = ready + notReady;
    // Where nothing of a zone is left it is lost, and its pods belong elsewhere.
    boolean partly =
        ready > 0 && notReady > FEW && notReady >= configuration.unhealthyZoneThreshold() * nodes;
    if (!partly) {
      return configuration.nodeEvictionRate();
    }
    return nodes > configuration.largeClusterSizeThreshold()
        ? configuration.secondaryNodeEvictionRate()
        : 0;
  }
}
