package io.binnacle.authentication.plugin.x509;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.authentication.AuthenticationOutcome;
import io.binnacle.authentication.AuthenticationOutcome.Authenticated;
import io.binnacle.authentication.AuthenticationOutcome.NotApplicable;
import io.binnacle.authentication.AuthenticationOutcome.Rejected;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.SettableClock;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CertificateAuthenticatorTest {
  private final SecureRandom random = new SecureRandom();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final ClusterCa ca = ClusterCa.generate("test-ca", clock, random);
  private final CertificateAuthenticator authenticator =
      new CertificateAuthenticator(List.of(ca.certificate()), clock);

  private X509Certificate issue(ClusterCa authority, CertificateSpec spec) {
    return authority.issue(spec, ClusterCa.newKeyPair(random).getPublic());
  }

  private AuthenticationOutcome show(X509Certificate... chain) {
    return authenticator.authenticate(
        new Credentials(List.of(chain), Optional.empty(), Optional.empty()));
  }

  @Test
  void readsUserAndGroupsOfTheSubject() {
    X509Certificate leaf = issue(ca, CertificateSpec.client("Ann, \"of\" Ops", "dev", "system:x"));
    assertThat(show(leaf))
        .isInstanceOfSatisfying(
            Authenticated.class,
            outcome -> {
              assertThat(outcome.user().name()).isEqualTo("Ann, \"of\" Ops");
              assertThat(outcome.user().groups()).containsExactlyInAnyOrder("dev", "system:x");
              assertThat(outcome.user().extra().get("authentication.kubernetes.io/credential-id"))
                  .singleElement()
                  .asString()
                  .matches("X509SHA256=[0-9a-f]{64}");
            });
  }

  @Test
  void takesAChainThatHasTheAuthorityWithIt() {
    assertThat(show(issue(ca, CertificateSpec.client("ann")), ca.certificate()))
        .isInstanceOf(Authenticated.class);
  }

  @Test
  void refusesOtherAuthoritiesAndOtherPurposes() {
    ClusterCa other = ClusterCa.generate("test-ca", clock, random);
    assertThat(show(issue(other, CertificateSpec.client("ann", "system:masters"))))
        .isInstanceOf(Rejected.class);
    assertThat(
            show(
                issue(
                    ca,
                    CertificateSpec.server(CertificateSpec.Subject.ofNode("n1"), List.of("n1")))))
        .isInstanceOf(Rejected.class);
    assertThat(show(ca.certificate())).isInstanceOf(Rejected.class);
  }

  @Test
  void refusesACertificateFromItsEndOnThoughItIsRemembered() {
    CertificateSpec spec =
        new CertificateSpec(
            new CertificateSpec.Subject("ann", List.of()),
            List.of(),
            CertificateSpec.Purpose.CLIENT,
            Duration.ofHours(1));
    X509Certificate leaf = issue(ca, spec);
    assertThat(show(leaf)).isInstanceOf(Authenticated.class);
    clock.advance(Duration.ofHours(2));
    assertThat(show(leaf)).isInstanceOf(Rejected.class);
  }

  @Test
  void hasNothingToSayWithoutACertificate() {
    assertThat(authenticator.authenticate(Credentials.none())).isInstanceOf(NotApplicable.class);
  }
}
