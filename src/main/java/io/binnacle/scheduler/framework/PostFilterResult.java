package io.binnacle.scheduler.framework;

import java.util.List;

/** What a postFilter proposes. */
public sealed interface PostFilterResult {
  /**
   * Nothing can be done.
   *
   * @param message is added to what the user reads, empty for nothing
   */
  record NoWay(String message) implements PostFilterResult {}

  /** The pod would fit on the node once the victims are gone. */
  record Preempt(String nodeName, List<PodInfo> victims) implements PostFilterResult {
    public Preempt {
      victims = List.copyOf(victims);
    }
  }
}
