package io.binnacle.scheduler.framework;

import java.util.List;

/** Rates the nodes that a pod fits on. */
public interface ScorePlugin extends Plugin {
  /** The best score after normalization; the worst is 0. */
  long MAX_NODE_SCORE = 100;

  /** Called on the scheduling thread for each node. No side effect. */
  long score(SchedulingContext context, NodeInfo node);

  /**
   * Brings the scores, one for each node, into the range 0 to {@link #MAX_NODE_SCORE}, in place.
   */
  default void normalizeScore(SchedulingContext context, List<NodeInfo> nodes, long[] scores) {}

  /** How much the plugin counts among its profile's. */
  default int weight() {
    return 1;
  }

  /** Scales so that the greatest score is the best, or with {@code reverse} the worst. */
  static void defaultNormalize(long[] scores, boolean reverse) {
    long max = 0;
    for (long score : scores) {
      max = Math.max(max, score);
    }
    for (int i = 0; i < scores.length; i++) {
      long scaled = max == 0 ? 0 : scores[i] * MAX_NODE_SCORE / max;
      scores[i] = reverse ? MAX_NODE_SCORE - scaled : scaled;
    }
  }
}
