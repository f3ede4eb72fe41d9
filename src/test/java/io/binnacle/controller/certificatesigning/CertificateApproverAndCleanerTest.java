package io.binnacle.controller.certificatesigning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateApproverAndCleanerTest {
  private static final String AGENT = "kubernetes.io/kube-apiserver-client-kubelet";

  private final ControllerFixture fixture = new ControllerFixture();
  private final SecureRandom random = new SecureRandom();

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
        "request", Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII)));
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
