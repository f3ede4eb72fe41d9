package io.binnacle.authentication;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a request showed to prove who it comes from. Holds secrets: {@link #toString()} shows none.
 *
 * @param certificates the client's chain as the TLS handshake verified it, leaf first; empty
 *     without one
 * @param bearerToken of the Authorization header, or of the WebSocket protocol that carries one
 * @param basic user name and password of the Authorization header
 */
public record Credentials(
    List<X509Certificate> certificates, Optional<String> bearerToken, Optional<Basic> basic) {

  /** User name and password. */
  public record Basic(String user, String password) {
    @Override
    public String toString() {
      return "Basic[" + user + "]";
    }
  }

  public Credentials {
    certificates = List.copyOf(certificates);
  }

  public static Credentials none() {
    return new Credentials(List.of(), Optional.empty(), Optional.empty());
  }

  public boolean isEmpty() {
    return certificates.isEmpty() && bearerToken.isEmpty() && basic.isEmpty();
  }

  @Override
  public String toString() {
    return "Credentials[certificates="
        + certificates.size()
        + ", bearerToken="
        + bearerToken.isPresent()
        + ", basic="
        + basic.isPresent()
        + "]";
  }
}
