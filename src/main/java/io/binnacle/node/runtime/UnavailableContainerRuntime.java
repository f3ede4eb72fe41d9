package io.binnacle.node.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The runtime of a machine that cannot have one, such as one without root or packages: the node
 * registers, says what is missing, and runs nothing.
 */
public final class UnavailableContainerRuntime implements ContainerRuntime {
  private final String reason;

  /**
   * @param reason what is missing, for the node's Ready condition
   */
  public UnavailableContainerRuntime(String reason) {
    this.reason = reason;
  }

  private ContainerRuntimeException unavailable() {
    return new ContainerRuntimeException(ContainerRuntimeException.Reason.UNAVAILABLE, reason);
  }

  @Override
  public String version() {
    throw unavailable();
  }

  @Override
  public Optional<String> notReadyReason() {
    return Optional.of(reason);
  }

  @Override
  public String runPodSandbox(PodSandboxSpec spec) {
    throw unavailable();
  }

  @Override
  public void stopPodSandbox(String sandboxId) {
    throw unavailable();
  }

  @Override
  public void removePodSandbox(String sandboxId) {
    throw unavailable();
  }

  /** Nothing was ever started: pods that are deleted can go. */
  @Override
  public List<PodSandbox> listPodSandboxes() {
    return List.of();
  }

  @Override
  public Optional<PodSandbox> podSandbox(String sandboxId) {
    return Optional.empty();
  }

  @Override
  public String createContainer(String sandboxId, ContainerSpec spec, PodSandboxSpec sandbox) {
    throw unavailable();
  }

  @Override
  public void startContainer(String containerId) {
    throw unavailable();
  }

  @Override
  public void stopContainer(String containerId, Duration gracePeriod) {
    throw unavailable();
  }

  @Override
  public void removeContainer(String containerId) {
    throw unavailable();
  }

  @Override
  public List<Container> listContainers() {
    return List.of();
  }

  @Override
  public Optional<Container> container(String containerId) {
    return Optional.empty();
  }

  @Override
  public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
    throw unavailable();
  }

  @Override
  public Optional<Image> image(String reference) {
    return Optional.empty();
  }

  @Override
  public List<Image> listImages() {
    return List.of();
  }

  @Override
  public String pullImage(String reference, Optional<RegistryCredentials> credentials) {
    throw unavailable();
  }

  @Override
  public void removeImage(String reference) {
    throw unavailable();
  }

  @Override
  public List<ContainerStats> containerStats() {
    return List.of();
  }

  @Override
  public AutoCloseable onChange(Runnable listener) {
    return () -> {};
  }

  @Override
  public void close() {
    // There is nothing to end.
  }
}
