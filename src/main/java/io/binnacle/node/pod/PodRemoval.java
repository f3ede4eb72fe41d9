package io.binnacle.node.pod;

import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.PodSandbox;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Removes what a pod leaves in the runtime and on the host. */
final class PodRemoval {
  private static final System.Logger LOG = System.getLogger(PodRemoval.class.getName());

  /** Of each container, the newest and the one before: its last state is shown. */
  private static final int KEPT_CONTAINERS = 2;

  private final PodWorkerContext context;

  PodRemoval(PodWorkerContext context) {
    this.context = context;
  }

  /**
   * Removes containers and sandboxes that nobody asks for any more, while the pod goes on: what
   * cannot be removed now is tried again at the next step.
   */
  void prune(NodePod pod, RuntimePod runtime) {
    try {
      pruneRuntime(pod, runtime);
    } catch (ContainerRuntimeException | IOException e) {
      LOG.log(
          System.Logger.Level.DEBUG, "what pod {0} left stays for now: {1}", pod, e.getMessage());
    }
  }

  private void pruneRuntime(NodePod pod, RuntimePod runtime) throws IOException {
    Map<String, Integer> seen = new HashMap<>();
    for (Container container : runtime.containers()) {
      int number = seen.merge(container.name(), 1, Integer::sum);
      if (number > KEPT_CONTAINERS && !RuntimePod.isAlive(container)) {
        context.runtime().removeContainer(container.id());
        removeFiles(pod, container);
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

  /** The log of this one run, with its rotated parts, and what the run had to say at its end. */
  private void removeFiles(NodePod pod, Container container) throws IOException {
    PodDirectories directories = context.directories();
    Path log =
        directories
            .podLogs(pod.namespace(), pod.name(), pod.uid())
            .resolve(PodDirectories.containerLog(container.name(), container.attempt()));
    Path ofContainer = Objects.requireNonNull(log.getParent());
    if (Files.isDirectory(ofContainer)) {
      String name = String.valueOf(log.getFileName());
      try (DirectoryStream<Path> files = Files.newDirectoryStream(ofContainer, name + "*")) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
    }
    Files.deleteIfExists(
        directories.terminationMessage(pod.uid(), container.name(), container.attempt()));
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

  /**
   * Removes volumes and cgroup of a pod of which nothing runs. False where something of them stays:
   * to be called again.
   */
  boolean removeResources(String uid) {
    boolean removed = true;
    try {
      context.volumes().tearDown(uid);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the volumes of pod " + uid + " cannot be removed", e);
      removed = false;
    }
    return context.sandboxes().removeCgroup(uid) && removed;
  }

  /** False where something stays: to be called again. */
  boolean removeLogs(String namespace, String name, String uid) {
    return removeLogs(context.directories().podLogs(namespace, name, uid));
  }

  private boolean removeLogs(Path podLogs) {
    try {
      context.volumes().removeLogs(podLogs);
      return true;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "the logs " + podLogs + " cannot be removed", e);
      return false;
    }
  }

  /** The uids of all pods of which something is on the host. */
  Set<String> uidsOnHost() throws IOException {
    Set<String> uids = new TreeSet<>(context.sandboxes().cgroups());
    children(context.directories().pods()).forEach(pod -> uids.add(fileName(pod)));
    children(context.directories().logs()).forEach(logs -> uids.add(uidOfLogs(logs)));
    return uids;
  }

  /** Removes all that is on the host of a pod that the runtime does not have. */
  void removeFromHost(String uid) throws IOException {
    removeResources(uid);
    for (Path logs : children(context.directories().logs())) {
      if (uidOfLogs(logs).equals(uid)) {
        removeLogs(logs);
      }
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.filter(Files::isDirectory).toList();
    }
  }

  /** Logs are named after namespace, name and uid of their pod. */
  private static String uidOfLogs(Path logs) {
    String name = fileName(logs);
    return name.substring(name.lastIndexOf('_') + 1);
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName());
  }
}
