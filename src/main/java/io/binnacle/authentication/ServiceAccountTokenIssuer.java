package io.binnacle.authentication;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Signs service-account tokens: JWTs bound to a service account and, where asked, to a pod, node or
 * secret (KEP-1205).
 */
public interface ServiceAccountTokenIssuer {
  /** The object whose deletion ends the token's validity. */
  record BoundObject(String kind, String apiVersion, String name, String uid) {}

  /**
   * What to sign.
   *
   * @param audiences empty for the API server itself
   */
  record Request(
      String namespace,
      String serviceAccount,
      String serviceAccountUid,
      Optional<BoundObject> boundTo,
      List<String> audiences,
      Duration lifetime) {}

  /** A signed token. It is a secret: {@link #toString()} does not show it. */
  record Issued(String token, Instant expiration, List<String> audiences) {
    @Override
    public String toString() {
      return "Issued[expiration=" + expiration + "]";
    }
  }

  Issued issue(Request request);
}
