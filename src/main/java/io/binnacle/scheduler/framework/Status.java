package io.binnacle.scheduler.framework;

import java.util.List;

/** What a plugin says about a pod, or about a pod on a node. */
public sealed interface Status {
  /** Nothing stands against it. */
  Status SUCCESS = new Success();

  /** The plugin has nothing to say about this pod: its later extension points are left out. */
  Status SKIP = new Skip();

  /** See {@link #SUCCESS}. */
  record Success() implements Status {}

  /** See {@link #SKIP}. */
  record Skip() implements Status {}

  /**
   * The pod does not fit.
   *
   * @param reasons in the words that the user reads after the number of nodes
   * @param resolvable whether the removal of pods from the node could help
   */
  record Unschedulable(List<String> reasons, boolean resolvable) implements Status {
    public Unschedulable {
      reasons = List.copyOf(reasons);
    }
  }

  /** The plugin could not tell. The pod is tried again after a back-off. */
  record Failed(String message) implements Status {}

  /** The pod does not fit, but would if other pods left the node. */
  static Status unschedulable(String... reasons) {
    return new Unschedulable(List.of(reasons), true);
  }

  /** The pod does not fit, whatever pods leave the node. */
  static Status unresolvable(String... reasons) {
    return new Unschedulable(List.of(reasons), false);
  }

  default boolean isSuccess() {
    return this instanceof Success || this instanceof Skip;
  }
}
