package io.binnacle.node.runtime;

/** Credentials for a registry, from an image pull secret. */
public record RegistryCredentials(String server, String user, String password) {
  @Override
  public String toString() {
    return "RegistryCredentials[" + server + "]";
  }
}
