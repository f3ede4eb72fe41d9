package io.binnacle.controller.certificatesigning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.pki.CertificateSpec.Subject;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import io.binnacle.pki.SigningRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateSigningControllerTest {
  private static final String CLIENT = "kubernetes.io/kube-apiserver-client";
  private static final String APPROVED = "[{'type':'Approved','status':'True'}]";

  @TempDir private Path folder;
  private final ControllerFixture fixture = new ControllerFixture();
  private final SecureRandom random = new SecureRandom();
  private final KeyPair pair = ClusterCa.newKeyPair(random);

  @BeforeEach
  void makeAuthority() throws IOException {
    ClusterCa ca = ClusterCa.generate("test", fixture.time, random);
    Path certificate =
        Files.writeString(folder.resolve("ca.crt"), Pem.certificate(ca.certificate()));
    Path key = Files.writeString(folder.resolve("ca.key"), Pem.key(ca.key()));
    fixture
        .with("binnacle.controller.csrsigning.certificate-file", certificate.toString())
        .with("binnacle.controller.csrsigning.key-file", key.toString());
  }

  private JsonNode decided(String signer, String usage, String conditions, Asked asked) {
    String pem = SigningRequest.create(asked.subject(), asked.names(), pair);
    String request = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    fixture.given(
        Resources.CERTIFICATE_SIGNING_REQUESTS,
        """
        {'metadata':{'name':'r'},'spec':{'signerName':'%s','usages':['%s'],
         'expirationSeconds':3600,'request':'%s'},'status':{'conditions':%s}}
        """
            .formatted(signer, usage, request, conditions)
            .replace('\'', '"'));
    fixture.start(new CertificateSigningController());
    return fixture.api.get(Resources.CERTIFICATE_SIGNING_REQUESTS, "", "r").tree().path("status");
  }

  /** Whom a request names. */
  private record Asked(Subject subject, List<String> names) {
    static final Asked JANE = new Asked(new Subject("jane", List.of("devs")), List.of());
  }

  @Test
  void signsWhatIsApprovedForAsLongAsAsked() throws IOException {
    JsonNode status = decided(CLIENT, "client auth", APPROVED, Asked.JANE);

    String pem =
        new String(
            Base64.getDecoder().decode(status.path("certificate").asText()),
            StandardCharsets.US_ASCII);
    X509Certificate certificate = Pem.parseCertificates(pem).getFirst();
    assertThat(certificate.getPublicKey()).isEqualTo(pair.getPublic());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=jane,O=devs");
    assertThat(certificate.getNotAfter().toInstant())
        .isBetween(
            fixture.time.instant().plus(Duration.ofMinutes(59)),
            fixture.time.instant().plus(Duration.ofMinutes(61)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        CLIENT + " | [] | client auth",
        CLIENT + " | [{'type':'Denied','status':'True'}] | client auth",
        "example.com/other | " + APPROVED + " | client auth",
      })
  void leavesAloneWhatIsNotApprovedOrAnothersToSign(
      String signer, String conditions, String usage) {
    JsonNode status = decided(signer, usage, conditions, Asked.JANE);
    assertThat(status.has("certificate")).isFalse();
    assertThat(status.path("conditions").findValuesAsText("type")).doesNotContain("Failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        CLIENT + " | server auth | invalid usage for client certificate: server auth",
        CLIENT
            + " | digital signature | missing required usage for client certificate: client auth",
        "kubernetes.io/kube-apiserver-client-kubelet | client auth"
            + " | subject organization is not system:nodes",
        "kubernetes.io/kubelet-serving | server auth | DNS or IP subjectAltName is required",
      })
  void saysWhyItWillNotSign(String signer, String usage, String why) {
    JsonNode status = decided(signer, usage, APPROVED, Asked.JANE);

    JsonNode failed = status.path("conditions").path(1);
    assertThat(failed.path("type").asText()).isEqualTo("Failed");
    assertThat(failed.path("reason").asText()).isEqualTo("SignerValidationFailure");
    assertThat(failed.path("message").asText()).isEqualTo(why);
  }

  @Test
  void signsForNodesThatServe() {
    JsonNode status =
        decided(
            "kubernetes.io/kubelet-serving",
            "server auth",
            APPROVED,
            new Asked(Subject.ofNode("n1"), List.of("n1", "10.0.0.1")));
    assertThat(status.path("certificate").asText()).isNotEmpty();
  }
}
