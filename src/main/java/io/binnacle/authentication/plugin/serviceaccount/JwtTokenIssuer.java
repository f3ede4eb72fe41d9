package io.binnacle.authentication.plugin.serviceaccount;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jwt.SignedJWT;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.authentication.AuthenticationConfiguration;
import io.binnacle.authentication.ServiceAccountTokenIssuer;
import io.binnacle.authentication.plugin.serviceaccount.TokenClaims.Reference;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Issues service-account tokens. The token of a pod also names the pod's node. The token that the
 * ServiceAccount admission plugin projects into pods (3607 seconds, for the API itself) is signed
 * for a year, as in Kubernetes, since old clients read it once; it tells when it should have been
 * renewed, and ends with its pod anyway.
 */
@Dependent
public class JwtTokenIssuer implements ServiceAccountTokenIssuer {
  private static final Duration STRETCHED_REQUEST = Duration.ofSeconds(3607);
  private static final Duration STRETCHED_LIFETIME = Duration.ofDays(365);
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource NODES = new GroupResource("", "nodes");

  private final TokenKeys keys;
  private final AuthenticationConfiguration configuration;
  private final ObjectStore store;
  private final Clock clock;

  @Inject
  public JwtTokenIssuer(
      TokenKeys keys, AuthenticationConfiguration configuration, ObjectStore store, Clock clock) {
    this.keys = keys;
    this.configuration = configuration;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public Issued issue(Request request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expiration = now.plus(request.lifetime());
    List<String> audiences =
        request.audiences().isEmpty() ? configuration.audiences() : request.audiences();
    boolean stretched =
        request.lifetime().equals(STRETCHED_REQUEST)
            && isBoundTo(request, "Pod")
            && configuration.audiences().stream().anyMatch(audiences::contains);
    TokenClaims claims =
        new TokenClaims(
            configuration.serviceAccountIssuer(),
            UUID.randomUUID().toString(),
            audiences,
            now,
            stretched ? now.plus(STRETCHED_LIFETIME) : expiration,
            identity(request),
            stretched ? Optional.of(expiration) : Optional.empty());
    return new Issued(sign(claims), expiration, audiences);
  }

  private String sign(TokenClaims claims) {
    SignedJWT token = new SignedJWT(keys.header(), claims.toJwt());
    try {
      token.sign(keys.signer());
    } catch (JOSEException e) {
      throw new IllegalStateException("the service-account key cannot sign", e);
    }
    return token.serialize();
  }

  private TokenClaims.Private identity(Request request) {
    Optional<Reference> pod = reference(request, "Pod");
    return new TokenClaims.Private(
        request.namespace(),
        new Reference(request.serviceAccount(), request.serviceAccountUid()),
        pod,
        reference(request, "Secret"),
        pod.isPresent() ? nodeOf(request.namespace(), pod.get()) : reference(request, "Node"));
  }

  private static boolean isBoundTo(Request request, String kind) {
    return request.boundTo().filter(bound -> bound.kind().equals(kind)).isPresent();
  }

  private static Optional<Reference> reference(Request request, String kind) {
    return request
        .boundTo()
        .filter(bound -> bound.kind().equals(kind))
        .map(bound -> new Reference(bound.name(), bound.uid()));
  }

  private Optional<Reference> nodeOf(String namespace, Reference podReference) {
    Snapshot state = store.cached();
    StoredObject pod = state.get(PODS, new ObjectKey(namespace, podReference.name()));
    if (pod == null) {
      return Optional.empty();
    }
    String nodeName = pod.object().tree().path("spec").path("nodeName").asText();
    StoredObject node =
        nodeName.isEmpty() ? null : state.get(NODES, ObjectKey.clusterScoped(nodeName));
    return node == null
        ? Optional.empty()
        : Optional.of(new Reference(nodeName, node.object().uid()));
  }
}
