package io.binnacle.node.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The port to a container runtime, in the terms of the Container Runtime Interface (runtime.v1).
 * Calls block the calling thread (virtual threads are meant), may be made from any thread, and
 * throw {@link ContainerRuntimeException}. Stopping and removing what is gone already succeeds.
 */
public interface ContainerRuntime extends RuntimeFacts, AutoCloseable {
  String runPodSandbox(PodSandboxSpec spec);

  void stopPodSandbox(String sandboxId);

  void removePodSandbox(String sandboxId);

  List<PodSandbox> listPodSandboxes();

  Optional<PodSandbox> podSandbox(String sandboxId);

  String createContainer(String sandboxId, ContainerSpec spec, PodSandboxSpec sandbox);

  void startContainer(String containerId);

  /** Sends the stop signal, and kills after the grace period. */
  void stopContainer(String containerId, Duration gracePeriod);

  void removeContainer(String containerId);

  List<Container> listContainers();

  Optional<Container> container(String containerId);

  /** Runs a command to its end; output is cut at 16 KiB a stream. */
  ExecResult execSync(String containerId, List<String> command, Duration timeout);

  /** The id of an image that is present; empty otherwise. */
  Optional<Image> image(String reference);

  /** Pulls an image and gives its id. */
  String pullImage(String reference, Optional<RegistryCredentials> credentials);

  void removeImage(String reference);

  /** Resource use of all containers, by container id. */
  List<ContainerStats> containerStats();

  /** The filesystems that hold images and writable layers; empty where the runtime has none. */
  default List<FilesystemUsage> imageFilesystems() {
    return List.of();
  }

  /**
   * Says that a container's log file was moved away, so that the runtime goes on in a new file of
   * the old name. A runtime that keeps no log file open has nothing to do.
   */
  default void reopenContainerLog(String containerId) {}

  /**
   * Called, on a thread of the runtime, when any container or sandbox starts or ends: a hint to
   * look, nothing more.
   */
  AutoCloseable onChange(Runnable listener);

  @Override
  void close();
}
