package io.binnacle.node.environment;

/**
 * The container cannot be configured, such as for a missing ConfigMap: it waits with the reason
 * CreateContainerConfigError. The message is shown to users and holds no secret.
 */
public final class ContainerConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ContainerConfigException(String message) {
    super(message);
  }
}
