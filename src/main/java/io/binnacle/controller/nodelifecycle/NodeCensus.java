package io.binnacle.controller.nodelifecycle;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;

/**
 * How many nodes of each zone are well: ready, and not silent for too long, also where that is not
 * yet written. Kept as nodes change, so that looking at one lost node costs the same however many
 * others there are. Safe for any thread.
 */
final class NodeCensus {
  /** Nodes with this label, of whatever value, do not count for their zone. */
  static final String EXCLUDED = "node.kubernetes.io/exclude-disruption";

  private static final String REGION = "topology.kubernetes.io/region";
  private static final String ZONE = "topology.kubernetes.io/zone";

  /** Where a node is. */
  record Zone(String region, String name) {
    static Zone of(ApiObject node) {
      return new Zone(node.labels().getOrDefault(REGION, ""), node.labels().getOrDefault(ZONE, ""));
    }
  }

  /** The nodes of a zone that count. */
  record Count(int well, int all) {
    static final Count NONE = new Count(0, 0);

    int notWell() {
      return all - well;
    }

    Count plus(int moreWell, int more) {
      return new Count(well + moreWell, all + more);
    }
  }

  /** A node as it was last seen. */
  private record Member(Zone zone, boolean counts, boolean ready, boolean well) {
    Member well(boolean now) {
      return new Member(zone, counts, ready, now);
    }
  }

  /** When a node that is well has to be looked at again, at the latest. */
  private record Due(String node, Instant at) {}

  private final Function<String, Instant> lastSeen;
  private final Duration grace;
  private final Map<String, Member> members = new HashMap<>();
  private final Map<Zone, Count> zones = new HashMap<>();
  private final Map<String, Due> queued = new HashMap<>();
  private final PriorityQueue<Due> dues = new PriorityQueue<>((a, b) -> a.at().compareTo(b.at()));
  private int well;

  /**
   * @param lastSeen when a node gave its last sign of life
   * @param grace how long it may give none
   */
  NodeCensus(Function<String, Instant> lastSeen, Duration grace) {
    this.lastSeen = lastSeen;
    this.grace = grace;
  }

  /** The node is new, or has changed. */
  synchronized void nodeSeen(ApiObject node, Instant now) {
    boolean ready = Pods.condition(node, "Ready").path("status").asText().equals("True");
    boolean counts = !node.labels().containsKey(EXCLUDED);
    put(node.name(), new Member(Zone.of(node), counts, ready, ready && isHeard(node.name(), now)));
  }

  /** The node has given a sign of life. */
  synchronized void heartbeatSeen(String node, Instant now) {
    Member member = members.get(node);
    if (member != null && member.ready() && !member.well()) {
      put(node, member.well(isHeard(node, now)));
    }
  }

  synchronized void forget(String node) {
    remove(node);
    Due due = queued.remove(node);
    if (due != null) {
      dues.remove(due);
    }
  }

  /** Whether any node but this one is well. */
  synchronized boolean isAnyOtherWell(String node, Instant now) {
    passOver(now);
    Member itself = members.get(node);
    return well > (itself != null && itself.well() ? 1 : 0);
  }

  synchronized Count zone(Zone zone, Instant now) {
    passOver(now);
    return zones.getOrDefault(zone, Count.NONE);
  }

  private boolean isHeard(String node, Instant now) {
    return !lastSeen.apply(node).plus(grace).isBefore(now);
  }

  /** Nodes that have fallen silent until now are no longer well; the others are due later. */
  private void passOver(Instant now) {
    for (Due due = dues.peek(); due != null && due.at().isBefore(now); due = dues.peek()) {
      dues.remove();
      queued.remove(due.node());
      Member member = members.get(due.node());
      if (member != null && member.well()) {
        put(due.node(), member.well(isHeard(due.node(), now)));
      }
    }
  }

  private void put(String node, Member member) {
    remove(node);
    members.put(node, member);
    count(member, 1);
    if (member.well() && !queued.containsKey(node)) {
      Due due = new Due(node, lastSeen.apply(node).plus(grace));
      queued.put(node, due);
      dues.add(due);
    }
  }

  private void remove(String node) {
    Member before = members.remove(node);
    if (before != null) {
      count(before, -1);
    }
  }

  private void count(Member member, int change) {
    int changeOfWell = member.well() ? change : 0;
    well += changeOfWell;
    if (member.counts()) {
      Count count = zones.getOrDefault(member.zone(), Count.NONE).plus(changeOfWell, change);
      if (count.all() == 0) {
        zones.remove(member.zone());
      } else {
        zones.put(member.zone(), count);
      }
    }
  }
}
