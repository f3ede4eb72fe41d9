package io.binnacle.controller.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.pki.CertificateNames;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import io.binnacle.pki.SigningRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateControllersTest {
  private static final String AGENT = "kubernetes.io/kube-apiserver-client-kubelet";

  @TempDir Path directory;
  private final ControllerFixture fixture = new ControllerFixture();
  private final SecureRandom random = new SecureRandom();
  private final ClusterCa authority = ClusterCa.generate("ca", fixture.time, random);

  @BeforeEach
  void writeAuthority() throws IOException {
    Path certificate = directory.resolve("ca.crt");
    Path key = directory.resolve("ca.key");
    Files.writeString(certificate, Pem.certificate(authority.certificate()));
    Files.writeString(key, Pem.key(authority.key()));
    fixture
        .with("binnacle.controller.csrsigning.certificate-file", certificate.toString())
        .with("binnacle.controller.csrsigning.key-file", key.toString());
  }

  private void request(
      String signer, CertificateSpec.Subject subject, List<String> names, String... conditions) {
    String pem = SigningRequest.create(subject, names, ClusterCa.newKeyPair(random));
    ObjectNode tree =
        Json.readTrusted(
            "{\"metadata\":{\"name\":\"r\",\"creationTimestamp\":\""
                + fixture.time.instant()
                + "\"}}");
    ObjectNode spec = tree.putObject("spec");
    spec.put("signerName", signer).put("username", subject.commonName());
    spec.put(
        "request",
        Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
    spec.put("expirationSeconds", 3600);
    spec.putArray("usages")
        .add("digital signature")
        .add(signer.endsWith("serving") ? "server auth" : "client auth");
    for (String condition : conditions) {
      tree.withObjectProperty("status")
          .withArrayProperty("conditions")
          .addObject()
          .put("type", condition)
          .put("status", "True")
          .put("lastUpdateTime", fixture.time.instant().toString());
    }
    fixture.given(Resources.CERTIFICATE_SIGNING_REQUESTS, Json.writeText(tree));
  }

  private ApiObject result() {
    return fixture.api.find(Resources.CERTIFICATE_SIGNING_REQUESTS, "", "r").orElseThrow();
  }

  private X509Certificate certificate() throws IOException {
    byte[] pem = Base64.getDecoder().decode(Requests.certificate(result()));
    return Pem.parseCertificates(new String(pem, StandardCharsets.US_ASCII)).getFirst();
  }

  @Test
  void signsWhatIsApproved() throws IOException, GeneralSecurityException {
    fixture.start(new CertificateSigner());
    request(
        "kubernetes.io/kube-apiserver-client",
        new CertificateSpec.Subject("ann", List.of("dev")),
        List.of(),
        "Approved");
    fixture.settle();

    X509Certificate issued = certificate();
    issued.verify(authority.certificate().getPublicKey());
    assertThat(issued.getSubjectX500Principal().getName()).contains("CN=ann").contains("O=dev");
    assertThat(issued.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(issued.getNotAfter().toInstant())
        .isBefore(fixture.time.instant().plus(Duration.ofMinutes(61)));
  }

  @Test
  void signsServersOfAgents() throws IOException {
    fixture.start(new CertificateSigner());
    request(
        "kubernetes.io/kubelet-serving",
        CertificateSpec.Subject.ofNode("n1"),
        List.of("n1", "10.0.0.5"),
        "Approved");
    fixture.settle();
    assertThat(CertificateNames.of(certificate())).contains("n1", "10.0.0.5");
  }

  @Test
  void saysWhyItDoesNotSign() {
    fixture.start(new CertificateSigner());
    request(AGENT, new CertificateSpec.Subject("ann", List.of()), List.of(), "Approved");
    fixture.settle();
    assertThat(Requests.condition(result(), "Failed").orElseThrow().path("message").asText())
        .isEqualTo("subject organization is not system:nodes");
  }

  @Test
  void doesNotSignWhatNobodyApproved() {
    fixture.start(new CertificateSigner());
    request(
        "kubernetes.io/kube-apiserver-client",
        new CertificateSpec.Subject("ann", List.of()),
        List.of());
    fixture.settle();
    assertThat(Requests.isIssued(result())).isFalse();
  }

  @Test
  void asksWhetherAnAgentMayHaveItsCertificate() {
    fixture.start(new CertificateApprover());
    request(AGENT, CertificateSpec.Subject.ofNode("n1"), List.of());
    fixture.settle();

    assertThat(fixture.api.all(Resources.SUBJECT_ACCESS_REVIEWS))
        .extracting(review -> review.tree().at("/spec/resourceAttributes/subresource").asText())
        .contains("selfnodeclient");
    assertThat(Requests.isDecided(result())).isFalse();
  }

  @Test
  void removesWhatHasHadItsTime() {
    fixture.start(new CertificateCleaner());
    request(AGENT, CertificateSpec.Subject.ofNode("n1"), List.of(), "Denied");
    fixture.settle();
    assertThat(fixture.names(Resources.CERTIFICATE_SIGNING_REQUESTS)).containsExactly("r");

    fixture.time.advance(Duration.ofMinutes(61));
    fixture.settle();
    assertThat(fixture.names(Resources.CERTIFICATE_SIGNING_REQUESTS)).isEmpty();
  }
}
