package io.binnacle.node.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Stands in where there is no container runtime: the node says why it is not ready, and runs nothing. */
public final class UnavailableRuntime implements ContainerRuntime {
  private final String reason;

  /** @param reason what is missing, for the node's Ready condition */
  public UnavailableRuntime(String reason) {
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

  @Override
  public List<PodSandbox> listPodSandboxes() {
    throw unavailable();
  }

  @Override
  public Optional<PodSandbox> podSandbox(String sandboxId) {
    throw unavailable();
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
    throw unavailable();
  }

  @Override
  public Optional<Container> container(String containerId) {
    throw unavailable();
  }

  @Override
  public ExecResult execSync(String containerId, List<String> command, Duration timeout) {
    throw unavailable();
  }

  @Override
  public Optional<Image> image(String reference) {
    throw unavailable();
  }

  @Override
  public List<Image> listImages() {
    throw unavailable();
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
    throw unavailable();
  }

  @Override
  public AutoCloseable onChange(Runnable listener) {
    return () -> {};
  }

  @Override
  public void close() {
    // Nothing was opened.
  }
}
