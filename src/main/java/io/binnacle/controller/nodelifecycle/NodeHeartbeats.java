package io.binnacle.controller.nodelifecycle;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.controller.Pods;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * When each node was last heard of, by this process's own clock: nodes' clocks may differ. A node
 * first heard of now, also after a change of leader, has all of its grace period. Safe for any
 * thread.
 */
final class NodeHeartbeats {
  private static final class Sign {
    private String lease = "";
    private String status = "";
    private Instant at;

    Sign(Instant at) {
      this.at = at;
    }
  }

  private final Clock clock;
  private final Map<String, Sign> signs = new HashMap<>();

  NodeHeartbeats(Clock clock) {
    this.clock = clock;
  }

  /** The node has renewed its Lease. */
  synchronized void leaseSeen(ApiObject lease) {
    String renewed = lease.tree().path("spec").path("renewTime").asText();
    Sign sign = sign(lease.name());
    if (!renewed.equals(sign.lease)) {
      sign.lease = renewed;
      sign.at = clock.instant();
    }
  }

  /** The node may have written its status, which has a heartbeat too. */
  synchronized void nodeSeen(ApiObject node) {
    var ready = Pods.condition(node, "Ready");
    if (ready.path("status").asText().equals("Unknown")) {
      // That was written here, not there.
      sign(node.name());
      return;
    }
    String heartbeat = ready.path("lastHeartbeatTime").asText() + ready.path("status").asText();
    Sign sign = sign(node.name());
    if (!heartbeat.equals(sign.status)) {
      sign.status = heartbeat;
      sign.at = clock.instant();
    }
  }

  synchronized Instant lastSeen(String node) {
    return sign(node).at;
  }

  synchronized void forget(String node) {
    signs.remove(node);
  }

  private Sign sign(String node) {
    return signs.computeIfAbsent(node, name -> new Sign(clock.instant()));
  }
}
