package io.binnacle.node.pod;

import io.binnacle.node.model.NodePod;

/**
 * The cgroups of pods as a whole, above those of their containers. Called by the worker of the pod,
 * on its thread.
 */
public interface PodControlGroups {
  /**
   * Makes and limits the pod's cgroup. Gives its path for the runtime; empty for the runtime's own.
   */
  String create(NodePod pod);

  /** Removes the cgroup of a pod whose containers are gone. Idempotent. */
  void remove(String podUid);

  /** For runtimes that look after cgroups themselves. */
  static PodControlGroups none() {
    return new PodControlGroups() {
      @Override
      public String create(NodePod pod) {
        return "";
      }

      @Override
      public void remove(String podUid) {
        // Nothing was made.
      }
    };
  }
}
