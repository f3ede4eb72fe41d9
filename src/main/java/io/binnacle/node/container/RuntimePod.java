package io.binnacle.node.container;

import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.PodSandbox;
import java.util.List;
import java.util.Optional;

/**
 * What the runtime has of one pod.
 *
 * @param sandboxes newest first
 * @param containers newest first
 */
public record RuntimePod(String uid, List<PodSandbox> sandboxes, List<Container> containers) {
  public RuntimePod {
    sandboxes = List.copyOf(sandboxes);
    containers = List.copyOf(containers);
  }

  public static RuntimePod none(String uid) {
    return new RuntimePod(uid, List.of(), List.of());
  }

  public boolean isEmpty() {
    return sandboxes.isEmpty() && containers.isEmpty();
  }

  /** The newest sandbox, ready or not. */
  public Optional<PodSandbox> sandbox() {
    return sandboxes.stream().findFirst();
  }

  public boolean hasReadySandbox() {
    return sandboxes.stream().anyMatch(PodSandbox::ready);
  }

  /** The newest container of the name. */
  public Optional<Container> newest(String containerName) {
    return containers.stream().filter(c -> c.name().equals(containerName)).findFirst();
  }

  /**
   * The newest container of the name in the newest sandbox: what was before that does not count.
   */
  public Optional<Container> newestInSandbox(String containerName) {
    return newest(containerName)
        .filter(c -> sandbox().filter(now -> now.id().equals(c.sandboxId())).isPresent());
  }

  /** The newest but one, and so on: what went before. */
  public Optional<Container> previous(String containerName) {
    return containers.stream().filter(c -> c.name().equals(containerName)).skip(1).findFirst();
  }

  /** Those that run or may run. */
  public List<Container> alive() {
    return containers.stream().filter(RuntimePod::isAlive).toList();
  }

  public static boolean isAlive(Container container) {
    return container.state() == Container.State.RUNNING
        || container.state() == Container.State.UNKNOWN;
  }

  public boolean isRunning(String containerName) {
    return newest(containerName)
        .filter(container -> container.state() == Container.State.RUNNING)
        .isPresent();
  }
}
