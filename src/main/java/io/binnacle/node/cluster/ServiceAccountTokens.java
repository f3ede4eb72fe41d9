package io.binnacle.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens of service accounts, bound to pods. A token is renewed when four fifths of its life, or a
 * day, have passed.
 */
public final class ServiceAccountTokens {
  private static final Duration LONGEST_USE = Duration.ofHours(24);

  /** What a token is for. */
  public record TokenFor(
      String namespace,
      String serviceAccount,
      String podName,
      String podUid,
      String audience,
      long expirationSeconds) {}

  private record Issued(String token, Instant renewAt, Instant expiresAt) {}

  private final ApiClient client;
  private final Clock clock;
  private final Map<TokenFor, Issued> issued = new ConcurrentHashMap<>();

  public ServiceAccountTokens(ApiClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * A token that is good for a while yet.
   *
   * @throws ApiException where the server issues none
   */
  public String token(TokenFor wanted) {
    Instant now = clock.instant();
    Issued kept = issued.get(wanted);
    if (kept != null && now.isBefore(kept.renewAt)) {
      return kept.token;
    }
    try {
      Issued fresh = request(wanted, now);
      issued.put(wanted, fresh);
      return fresh.token;
    } catch (ApiException e) {
      if (kept != null && now.isBefore(kept.expiresAt) && ClusterObjects.isNoAnswer(e)) {
        return kept.token;
      }
      throw e;
    }
  }

  /** Forgets the tokens of a pod that is gone. */
  public void forget(String podUid) {
    issued.keySet().removeIf(wanted -> wanted.podUid.equals(podUid));
  }

  private Issued request(TokenFor wanted, Instant now) {
    ObjectNode body = Json.object();
    body.put("apiVersion", "authentication.k8s.io/v1");
    body.put("kind", "TokenRequest");
    ObjectNode spec = body.putObject("spec");
    if (!wanted.audience.isEmpty()) {
      spec.putArray("audiences").add(wanted.audience);
    }
    spec.put("expirationSeconds", wanted.expirationSeconds);
    spec.putObject("boundObjectRef")
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put("name", wanted.podName)
        .put("uid", wanted.podUid);
    JsonNode status =
        client
            .createSubresource(
                Resources.SERVICE_ACCOUNTS, wanted.namespace, wanted.serviceAccount, "token", body)
            .tree()
            .path("status");
    String expires = status.path("expirationTimestamp").asText();
    Duration life =
        expires.isEmpty()
            ? Duration.ofSeconds(wanted.expirationSeconds)
            : Duration.between(now, Instant.parse(expires));
    Duration use = life.multipliedBy(4).dividedBy(5);
    return new Issued(
        status.path("token").asText(),
        now.plus(use.compareTo(LONGEST_USE) < 0 ? use : LONGEST_USE),
        now.plus(life));
  }
}
