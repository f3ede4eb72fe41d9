package io.binnacle.authentication.plugin.serviceaccount;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a service-account token says: the registered claims and the private claim {@code
 * kubernetes.io}. Immutable.
 *
 * @param notBefore also the moment of issue
 * @param warnAfter for tokens whose life was stretched for old clients: when they should have been
 *     renewed
 */
record TokenClaims(
    String issuer,
    String id,
    List<String> audiences,
    Instant notBefore,
    Instant expiration,
    Private identity,
    Optional<Instant> warnAfter) {
  private static final String KUBERNETES = "kubernetes.io";
  private static final String SUBJECT_PREFIX = "system:serviceaccount:";

  /** An object that a token refers to. */
  record Reference(String name, String uid) {
    Map<String, Object> toClaim() {
      Map<String, Object> claim = new LinkedHashMap<>();
      claim.put("name", name);
      claim.put("uid", uid);
      return claim;
    }
  }

  /** Whose token it is, and the objects whose deletion ends it. */
  record Private(
      String namespace,
      Reference serviceAccount,
      Optional<Reference> pod,
      Optional<Reference> secret,
      Optional<Reference> node) {}

  String subject() {
    return SUBJECT_PREFIX + identity.namespace() + ":" + identity.serviceAccount().name();
  }

  JWTClaimsSet toJwt() {
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("namespace", identity.namespace());
    identity.node().ifPresent(node -> claim.put("node", node.toClaim()));
    identity.pod().ifPresent(pod -> claim.put("pod", pod.toClaim()));
    identity.secret().ifPresent(secret -> claim.put("secret", secret.toClaim()));
    claim.put("serviceaccount", identity.serviceAccount().toClaim());
    warnAfter.ifPresent(instant -> claim.put("warnafter", instant.getEpochSecond()));
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .subject(subject())
        .audience(audiences)
        .jwtID(id)
        .issueTime(Date.from(notBefore))
        .notBeforeTime(Date.from(notBefore))
        .expirationTime(Date.from(expiration))
        .claim(KUBERNETES, claim)
        .build();
  }

  /**
   * @throws ParseException when a claim that every token has is missing or of the wrong type
   */
  static TokenClaims of(JWTClaimsSet jwt) throws ParseException {
    Map<String, Object> claim = jwt.getJSONObjectClaim(KUBERNETES);
    if (claim == null
        || jwt.getExpirationTime() == null
        || !(claim.get("namespace") instanceof String namespace)) {
      throw new ParseException("it is no token of a service account", 0);
    }
    Reference serviceAccount =
        reference(claim.get("serviceaccount"))
            .orElseThrow(() -> new ParseException("it names no service account", 0));
    Date notBefore = jwt.getNotBeforeTime();
    TokenClaims claims =
        new TokenClaims(
            Objects.requireNonNullElse(jwt.getIssuer(), ""),
            Objects.requireNonNullElse(jwt.getJWTID(), ""),
            jwt.getAudience(),
            notBefore == null ? Instant.EPOCH : notBefore.toInstant(),
            jwt.getExpirationTime().toInstant(),
            new Private(
                namespace,
                serviceAccount,
                reference(claim.get("pod")),
                reference(claim.get("secret")),
                reference(claim.get("node"))),
            claim.get("warnafter") instanceof Number seconds
                ? Optional.of(Instant.ofEpochSecond(seconds.longValue()))
                : Optional.empty());
    if (!claims.subject().equals(jwt.getSubject())) {
      throw new ParseException("its subject is not its service account", 0);
    }
    return claims;
  }

  private static Optional<Reference> reference(@Nullable Object claim) {
    return claim instanceof Map<?, ?> map
            && map.get("name") instanceof String name
            && map.get("uid") instanceof String uid
        ? Optional.of(new Reference(name, uid))
        : Optional.empty();
  }
}
