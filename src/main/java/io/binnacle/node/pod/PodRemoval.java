package io.binnacle.node.pod;

import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.PodSandbox;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Removes what a pod leaves in the runtime and on the host. */
final class PodRemoval {
  private static final System.Logger LOG = System.getLogger(PodRemoval.class.getName());

  /** Of each container, the newest and the one before: its last state is shown. */
  private static final int KEPT_CONTAINERS = 2;

  private final PodWorkerContext context;

  PodRemoval(PodWorkerContext context) {
    this.context = context;
  }

  /** Removes containers and sandboxes that nobody asks for any more, while the pod goes on. */
  void prune(RuntimePod runtime) {
    Map<String, Integer> seen = new HashMap<>();
    for (Container container : runtime.containers()) {
      int number = seen.merge(container.name(), 1, Integer::sum);
      if (number > KEPT_CONTAINERS && !RuntimePod.isAlive(container)) {
        context.runtime().removeContainer(container.id());
      }
    }
    for (PodSandbox sandbox : runtime.sandboxes().stream().skip(1).toList()) {
      boolean used =
          runtime.containers().stream().anyMatch(c -> c.sandboxId().equals(sandbox.id()));
      if (!used && !sandbox.ready()) {
        context.runtime().removePodSandbox(sandbox.id());
      }
    }
  }

  /** Removes what the runtime has of a pod of which nothing runs. */
  void removeFromRuntime(RuntimePod pod) {
    ContainerRuntime runtime = context.runtime();
    pod.containers().forEach(container -> runtime.removeContainer(container.id()));
    for (PodSandbox sandbox : pod.sandboxes()) {
      runtime.stopPodSandbox(sandbox.id());
      runtime.removePodSandbox(sandbox.id());
    }
  }

  /** Removes volumes and cgroup of a pod of which nothing runs. */
  void removeResources(String uid) {
    try {
      context.volumes().tearDown(uid);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the volumes of pod " + uid + " cannot be removed", e);
    }
    context.sandboxes().removeCgroup(uid);
  }

  void removeLogs(String namespace, String name, String uid) {
    try {
      context.volumes().removeLogs(context.directories().podLogs(namespace, name, uid));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the logs of pod " + uid + " cannot be removed", e);
    }
  }
}
