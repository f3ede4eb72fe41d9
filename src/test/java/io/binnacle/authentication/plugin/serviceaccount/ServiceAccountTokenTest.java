package io.binnacle.authentication.plugin.serviceaccount;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.AuthenticationConfiguration;
import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.AuthenticationOutcome.Rejected;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.ServiceAccountTokenIssuer.BoundObject;
import io.binnacle.authentication.ServiceAccountTokenIssuer.Issued;
import io.binnacle.authentication.ServiceAccountTokenIssuer.Request;
import io.binnacle.authentication.SettableClock;
import io.binnacle.pki.ClusterCa;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.memory.MemoryObjectStore;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceAccountTokenTest {
  private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource NODES = new GroupResource("", "nodes");
  private static final String ISSUER = "https://kubernetes.default.svc";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final AuthenticationConfiguration configuration =
      new AuthenticationConfiguration(Optional.empty(), Optional.empty(), false, ISSUER, List.of());
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final KeyPair pair = ClusterCa.newKeyPair(new SecureRandom());
  private final TokenKeys keys = new TokenKeys(pair.getPrivate(), List.of(pair.getPublic()));
  private final JwtTokenIssuer issuer = new JwtTokenIssuer(keys, configuration, store, clock);
  private final ServiceAccountAuthenticator authenticator =
      new ServiceAccountAuthenticator(keys, configuration, store, clock);

  @BeforeEach
  void fillStore() {
    create(ACCOUNTS, "ns", "robot", "sa-uid", "");
    create(PODS, "ns", "p", "pod-uid", "n1");
    create(NODES, "", "n1", "node-uid", "");
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void create(
      GroupResource resource, String namespace, String name, String uid, String nodeName) {
    var tree = Json.object();
    tree.putObject("metadata").put("name", name).put("namespace", namespace).put("uid", uid);
    tree.putObject("spec").put("nodeName", nodeName);
    commit(new Mutation.Create(resource, new ObjectKey(namespace, name), tree));
  }

  private void delete(GroupResource resource, String namespace, String name) {
    ObjectKey key = new ObjectKey(namespace, name);
    commit(new Mutation.Delete(resource, key, store.cached().get(resource, key).revision()));
  }

  private void commit(Mutation mutation) {
    store.commit(MutationGroup.of(mutation)).toCompletableFuture().join();
  }

  private Issued issue(Duration lifetime, Optional<BoundObject> bound, String... audiences) {
    return issuer.issue(new Request("ns", "robot", "sa-uid", bound, List.of(audiences), lifetime));
  }

  private static Optional<BoundObject> pod() {
    return Optional.of(new BoundObject("Pod", "v1", "p", "pod-uid"));
  }

  private AuthenticationOutcome show(String token) {
    return authenticator.authenticate(
        new Credentials(List.of(), Optional.of(token), Optional.empty()));
  }

  @Test
  void knowsTheUserOfItsOwnTokens() {
    assertThat(show(issue(Duration.ofHours(1), pod()).token()))
        .isInstanceOfSatisfying(
            Authenticated.class,
            outcome -> {
              assertThat(outcome.user().name()).isEqualTo("system:serviceaccount:ns:robot");
              assertThat(outcome.user().uid()).isEqualTo("sa-uid");
              assertThat(outcome.user().groups())
                  .containsExactly(
                      "system:serviceaccounts",
                      "system:serviceaccounts:ns",
                      "system:authenticated");
              assertThat(outcome.user().extra())
                  .containsEntry("authentication.kubernetes.io/pod-name", List.of("p"))
                  .containsEntry("authentication.kubernetes.io/pod-uid", List.of("pod-uid"))
                  .containsEntry("authentication.kubernetes.io/node-name", List.of("n1"))
                  .containsEntry("authentication.kubernetes.io/node-uid", List.of("node-uid"))
                  .containsKey("authentication.kubernetes.io/credential-id");
            });
  }

  @Test
  void claimsWhatKubernetesClaims() throws ParseException {
    Issued issued = issue(Duration.ofSeconds(3607), pod());
    var claims = SignedJWT.parse(issued.token()).getJWTClaimsSet();
    assertThat(claims.getIssuer()).isEqualTo(ISSUER);
    assertThat(claims.getSubject()).isEqualTo("system:serviceaccount:ns:robot");
    assertThat(claims.getAudience()).containsExactly(ISSUER);
    assertThat(claims.getJWTID()).isNotEmpty();
    assertThat(issued.expiration()).isEqualTo(clock.instant().plusSeconds(3607));
    assertThat(claims.getExpirationTime().toInstant())
        .isEqualTo(clock.instant().plus(Duration.ofDays(365)));
    assertThat(claims.getJSONObjectClaim("kubernetes.io"))
        .containsEntry("namespace", "ns")
        .containsEntry("serviceaccount", Map.of("name", "robot", "uid", "sa-uid"))
        .containsEntry("pod", Map.of("name", "p", "uid", "pod-uid"))
        .containsEntry("node", Map.of("name", "n1", "uid", "node-uid"))
        .containsEntry("warnafter", issued.expiration().getEpochSecond());
  }

  @Test
  void refusesATokenOnceItsServiceAccountIsAnother() {
    String token = issue(Duration.ofHours(1), Optional.empty()).token();
    assertThat(show(token)).isInstanceOf(Authenticated.class);
    delete(ACCOUNTS, "ns", "robot");
    assertThat(show(token)).isInstanceOf(Rejected.class);
    create(ACCOUNTS, "ns", "robot", "another-uid", "");
    assertThat(show(token)).isInstanceOf(Rejected.class);
  }

  @Test
  void refusesATokenOnceItsPodIsGone() {
    String token = issue(Duration.ofHours(1), pod()).token();
    assertThat(show(token)).isInstanceOf(Authenticated.class);
    delete(NODES, "", "n1");
    assertThat(show(token)).isInstanceOf(Authenticated.class);
    delete(PODS, "ns", "p");
    assertThat(show(token)).isInstanceOf(Rejected.class);
  }

  @Test
  void refusesATokenAfterItsTime() {
    String token = issue(Duration.ofMinutes(10), Optional.empty()).token();
    clock.advance(Duration.ofMinutes(9));
    assertThat(show(token)).isInstanceOf(Authenticated.class);
    clock.advance(Duration.ofMinutes(1));
    assertThat(show(token)).isInstanceOf(Rejected.class);
  }

  @Test
  void refusesATokenForOthers() {
    String token = issue(Duration.ofHours(1), Optional.empty(), "vault").token();
    assertThat(show(token)).isInstanceOf(Rejected.class);
    assertThat(authenticator.authenticate(token, List.of("vault")))
        .isInstanceOf(Authenticated.class);
  }

  @Test
  void refusesForgeries() {
    KeyPair forged = ClusterCa.newKeyPair(new SecureRandom());
    TokenKeys forgedKeys = new TokenKeys(forged.getPrivate(), List.of(forged.getPublic()));
    String foreign =
        new JwtTokenIssuer(forgedKeys, configuration, store, clock)
            .issue(
                new Request(
                    "ns", "robot", "sa-uid", Optional.empty(), List.of(), Duration.ofHours(1)))
            .token();
    assertThat(show(foreign)).isInstanceOf(Rejected.class);

    String[] parts = issue(Duration.ofHours(1), Optional.empty()).token().split("\\.");
    String[] others = issue(Duration.ofHours(2), Optional.empty()).token().split("\\.");
    assertThat(show(parts[0] + "." + others[1] + "." + parts[2])).isInstanceOf(Rejected.class);
    // {"alg":"none"}
    assertThat(show("eyJhbGciOiJub25lIn0." + parts[1] + ".")).isInstanceOf(Rejected.class);
  }

  @Test
  void leavesOtherTokensToOthers() {
    assertThat(show("plain")).isInstanceOf(NotApplicable.class);
    assertThat(authenticator.authenticate(Credentials.none())).isInstanceOf(NotApplicable.class);
  }

  @Test
  void verifiesWithOlderKeysToo() throws GeneralSecurityException {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    KeyPair newer = rsa.generateKeyPair();
    TokenKeys rotated =
        new TokenKeys(newer.getPrivate(), List.of(newer.getPublic(), pair.getPublic()));
    ServiceAccountAuthenticator second =
        new ServiceAccountAuthenticator(rotated, configuration, store, clock);
    String old = issue(Duration.ofHours(1), Optional.empty()).token();
    String fresh =
        new JwtTokenIssuer(rotated, configuration, store, clock)
            .issue(
                new Request(
                    "ns", "robot", "sa-uid", Optional.empty(), List.of(), Duration.ofHours(1)))
            .token();
    for (String token : List.of(old, fresh)) {
      assertThat(second.authenticate(token, List.of(ISSUER))).isInstanceOf(Authenticated.class);
    }
    assertThat(rotated.algorithms()).containsExactly("RS256", "ES256");
    assertThat(rotated.jwks()).doesNotContain("\"d\"");
  }
}
