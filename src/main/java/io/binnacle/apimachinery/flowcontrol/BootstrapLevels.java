package io.binnacle.apimachinery.flowcontrol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The priority levels that every cluster has. */
final class BootstrapLevels {
  private static final int QUEUE_LENGTH = 50;

  private BootstrapLevels() {}

  static List<ObjectNode> all() {
    return List.of(
        exempt(),
        rejecting(BootstrapConfiguration.CATCH_ALL, 5),
        queuing("system", 30, 33, new Queues(64, 6)),
        queuing("node-high", 40, 25, new Queues(64, 6)),
        queuing("leader-election", 10, 0, new Queues(16, 4)),
        queuing("workload-high", 40, 50, new Queues(128, 6)),
        queuing("workload-low", 100, 90, new Queues(128, 6)),
        queuing("global-default", 20, 50, new Queues(128, 6)));
  }

  private record Queues(int number, int handSize) {}

  private static ObjectNode exempt() {
    ObjectNode level = level(BootstrapConfiguration.EXEMPT);
    level
        .putObject("spec")
        .put("type", "Exempt")
        .putObject("exempt")
        .put("nominalConcurrencyShares", 0)
        .put("lendablePercent", 0);
    return level;
  }

  private static ObjectNode rejecting(String name, int shares) {
    ObjectNode level = level(name);
    limited(level, shares, 0).putObject("limitResponse").put("type", "Reject");
    return level;
  }

  private static ObjectNode queuing(String name, int shares, int lendable, Queues queues) {
    ObjectNode level = level(name);
    limited(level, shares, lendable)
        .putObject("limitResponse")
        .put("type", "Queue")
        .putObject("queuing")
        .put("queues", queues.number())
        .put("handSize", queues.handSize())
        .put("queueLengthLimit", QUEUE_LENGTH);
    return level;
  }

  private static ObjectNode limited(ObjectNode level, int shares, int lendable) {
    return level
        .putObject("spec")
        .put("type", "Limited")
        .putObject("limited")
        .put("nominalConcurrencyShares", shares)
        .put("lendablePercent", lendable);
  }

  private static ObjectNode level(String name) {
    return BootstrapConfiguration.object("PriorityLevelConfiguration", name);
  }
}
