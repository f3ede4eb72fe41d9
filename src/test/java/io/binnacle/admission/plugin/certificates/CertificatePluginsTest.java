package io.binnacle.admission.plugin.certificates;

import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.authorization.Authorizer;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.SigningRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificatePluginsTest {
  private static final ApiObject STORED =
      ApiObject.of(
          tree("{'metadata':{'name':'r'},'spec':{'signerName':'example.com/own'},'status':{}}"));

  /** Ann may act for one signer, Bob for all of its domain. */
  private static final Authorizer SIGNERS =
      new Authorizer() {
        @Override
        public String mode() {
          return "Test";
        }

        @Override
        public Decision authorize(RequestAttributes attributes) {
          String rights =
              attributes.user().name() + " " + attributes.verb() + " " + attributes.name();
          return List.of("ann approve example.com/own", "bob sign example.com/*").contains(rights)
              ? new Decision.Allow("")
              : new Decision.NoOpinion("");
        }
      };

  private final AuthorizationChain authorization =
      new AuthorizationChain(List.of(SIGNERS), List.of("Test"));
  private final CertificateApproval approval = new CertificateApproval(() -> authorization);
  private final CertificateSigning signing = new CertificateSigning(() -> authorization);

  private static AdmissionRequest request(
      Operation operation, String subresource, String user, ObjectNode object, ApiObject old) {
    return new AdmissionRequest(
        operation,
        new GroupVersionKind("certificates.k8s.io", "v1", "CertificateSigningRequest"),
        new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests"),
        subresource,
        "",
        "r",
        UserInfo.of(user),
        object,
        old,
        Json.object(),
        false);
  }

  private static AdmissionRequest update(String subresource, String user, String status) {
    ObjectNode object = STORED.copyTree();
    object.set("status", tree(status));
    return request(Operation.UPDATE, subresource, user, object, STORED);
  }

  @Test
  void onlyWhoMayApproveApproves() {
    assertThatCode(() -> approval.validate(update("approval", "ann", "{}")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> approval.validate(update("approval", "bob", "{}")))
        .hasMessageEndingWith(
            "user not permitted to approve requests with signerName \"example.com/own\"");
  }

  @Test
  void onlyWhoMaySignSigns() {
    assertThatCode(() -> signing.validate(update("status", "bob", "{'certificate':'x'}")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> signing.validate(update("status", "ann", "{'certificate':'x'}")))
        .hasMessageContaining("user not permitted to sign requests");
  }

  @Test
  void othersMayWriteWhatIsNotASignature() {
    assertThatCode(() -> signing.validate(update("status", "ann", "{}")))
        .doesNotThrowAnyException();
  }

  @Test
  void nobodyGetsACertificateOfTheMasters() {
    String pem =
        SigningRequest.create(
            new CertificateSpec.Subject("ann", List.of("system:masters")),
            List.of(),
            ClusterCa.newKeyPair(new SecureRandom()));
    ObjectNode object =
        tree(
            "{'metadata':{'name':'r'},'spec':{'signerName':'kubernetes.io/kube-apiserver-client',"
                + "'request':'"
                + Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII))
                + "'}}");
    assertThatThrownBy(() ->
            new CertificateSubjectRestriction()
                .validate(request(Operation.CREATE, "", "ann", object, null)))
        .hasMessageContaining(
            "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not"
                + " allowed");
  }
}
