package io.binnacle.client;

/**
 * Gives each component an {@link ApiClient} with the identity that authorization, quota and audit
 * see.
 */
public interface ApiClients {
  /**
   * A client that acts as a service account of kube-system, as Kubernetes' controllers do: {@code
   * system:serviceaccount:kube-system:<name>}.
   */
  ApiClient forServiceAccount(String name);

  /**
   * A client that acts as a component of the control plane, such as {@code system:kube-scheduler}.
   */
  ApiClient forUser(String user);
}
