package io.binnacle.authentication.plugin.serviceaccount;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.authentication.AuthenticationConfiguration;
import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.AuthenticationOutcome.Rejected;
import io.binnacle.authentication.Authenticator;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.Digest;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authentication.VerifiedCache;
import io.binnacle.authentication.plugin.serviceaccount.TokenClaims.Reference;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The service-account authenticator. That a signature is good stays true, so it is remembered for
 * the token's life; that the service account and the object it is bound to still exist is looked up
 * in the cached state for every request, so that a deletion counts at once.
 */
@Dependent
public class ServiceAccountAuthenticator implements Authenticator {
  private static final int REMEMBERED = 10_000;

  /** A bound object on its way out may use its token a little longer, to say good-bye. */
  private static final Duration DELETION_LEEWAY = Duration.ofSeconds(60);

  private static final Duration CLOCK_LEEWAY = Duration.ofSeconds(60);
  private static final GroupResource SERVICE_ACCOUNTS = new GroupResource("", "serviceaccounts");
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource SECRETS = new GroupResource("", "secrets");
  private static final GroupResource NODES = new GroupResource("", "nodes");

  private record Known(TokenClaims claims, UserInfo user) {}

  private final TokenKeys keys;
  private final AuthenticationConfiguration configuration;
  private final ObjectStore store;
  private final Clock clock;
  private final VerifiedCache<Digest, Known> verified = new VerifiedCache<>(REMEMBERED);

  @Inject
  public ServiceAccountAuthenticator(
      TokenKeys keys, AuthenticationConfiguration configuration, ObjectStore store, Clock clock) {
    this.keys = keys;
    this.configuration = configuration;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "serviceaccount";
  }

  @Override
  public int order() {
    return 400;
  }

  @Override
  public AuthenticationOutcome authenticate(Credentials credentials) {
    return credentials.bearerToken().isEmpty()
        ? new NotApplicable()
        : authenticate(credentials.bearerToken().get(), configuration.audiences());
  }

  /**
   * Verifies a token for one of the audiences: what a TokenReview asks.
   *
   * @return NotApplicable where the token is not one of this issuer's
   */
  public AuthenticationOutcome authenticate(String token, List<String> audiences) {
    if (token.indexOf('.') < 0 || !token.startsWith("ey")) {
      return new NotApplicable();
    }
    Digest digest = Digest.of(token);
    Known known = verified.get(digest);
    if (known == null) {
      try {
        Optional<TokenClaims> claims = verifySignature(token);
        if (claims.isEmpty()) {
          return new NotApplicable();
        }
        known = new Known(claims.get(), ServiceAccountIdentity.user(claims.get()));
        verified.put(digest, known);
      } catch (ParseException | JOSEException e) {
        return new Rejected("the token does not verify: " + e.getMessage());
      }
    }
    String refusal = refusal(known.claims(), audiences);
    if (refusal != null) {
      return new Rejected(refusal);
    }
    return new Authenticated(known.user());
  }

  /** Empty when another issuer's. */
  private Optional<TokenClaims> verifySignature(String token) throws ParseException, JOSEException {
    SignedJWT jwt = SignedJWT.parse(token);
    if (!configuration
        .serviceAccountIssuer()
        .equals(Objects.requireNonNullElse(jwt.getJWTClaimsSet().getIssuer(), ""))) {
      return Optional.empty();
    }
    Optional<JWSVerifier> verifier = keys.verifier(jwt.getHeader());
    if (verifier.isEmpty()) {
      throw new JOSEException("no key of this cluster signed it");
    }
    if (!jwt.verify(verifier.get())) {
      throw new JOSEException("the signature is wrong");
    }
    return Optional.of(TokenClaims.of(jwt.getJWTClaimsSet()));
  }

  /** Why a token with a good signature is not good now; null when it is. */
  private @Nullable String refusal(TokenClaims claims, List<String> audiences) {
    Instant now = clock.instant();
    if (!now.isBefore(claims.expiration())) {
      return "service account token has expired";
    }
    if (now.plus(CLOCK_LEEWAY).isBefore(claims.notBefore())) {
      return "service account token is not valid yet";
    }
    if (audiences.stream().noneMatch(claims.audiences()::contains)) {
      return "the token is for other audiences";
    }
    TokenClaims.Private identity = claims.identity();
    Snapshot state = store.cached();
    String namespace = identity.namespace();
    if (!exists(state, SERVICE_ACCOUNTS, namespace, identity.serviceAccount(), now)) {
      return "the service account " + claims.subject() + " does not exist any more";
    }
    boolean bound = true;
    if (identity.pod().isPresent()) {
      // The node of a pod's token is information: the pod alone decides.
      bound = exists(state, PODS, namespace, identity.pod().get(), now);
    } else if (identity.node().isPresent()) {
      bound = exists(state, NODES, "", identity.node().get(), now);
    }
    if (identity.secret().isPresent()) {
      bound &= exists(state, SECRETS, namespace, identity.secret().get(), now);
    }
    return bound ? null : "the object that the token is bound to does not exist any more";
  }

  private static boolean exists(
      Snapshot state, GroupResource resource, String namespace, Reference reference, Instant now) {
    StoredObject stored = state.get(resource, new ObjectKey(namespace, reference.name()));
    if (stored == null) {
      return false;
    }
    ApiObject object = stored.object();
    return object.uid().equals(reference.uid())
        && object
            .deletionTimestamp()
            .filter(deletion -> deletion.isBefore(now.minus(DELETION_LEEWAY)))
            .isEmpty();
  }
}
