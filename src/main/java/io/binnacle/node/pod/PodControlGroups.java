package io.binnacle.node.pod;

import io.binnacle.node.model.NodePod;
import java.io.IOException;
import java.util.Set;

/**
 * The cgroups of pods as a whole, above those of their containers. Called by the worker of the pod,
 * on its thread.
 */
public interface PodControlGroups {
  /**
   * Makes and limits the pod's cgroup. Gives its path for the runtime; empty for the runtime's own.
   */
  String create(NodePod pod);

  /**
   * Removes the cgroup of a pod whose containers are gone. Idempotent. False where something of it
   * stays: to be called again.
   */
  boolean remove(String podUid);

  /**
   * The uids of all pods that have a cgroup.
   *
   * @throws IOException where the host does not tell
   */
  Set<String> pods() throws IOException;

  /** For runtimes that look after cgroups themselves. */
  static PodControlGroups none() {
    return new PodControlGroups() {
      @Override
      public String create(NodePod pod) {
        return "";
      }

      @Override
      public boolean remove(String podUid) {
        return true;
      }

      @Override
      public Set<String> pods() {
        return Set.of();
      }
    };
  }
}
