package io.binnacle.admission.plugin.certificates;

import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import jakarta.inject.Provider;
import java.util.List;

/**
 * Who may act for a signer: those that have the verb on the signer's name, or on all names of its
 * domain. The right to write a request's subresource alone is not enough.
 */
final class SignerPermission {
  static final GroupResource REQUESTS =
      new GroupResource("certificates.k8s.io", "certificatesigningrequests");

  private final Provider<AuthorizationChain> authorization;
  private final String verb;

  SignerPermission(Provider<AuthorizationChain> authorization, String verb) {
    this.authorization = authorization;
    this.verb = verb;
  }

  /** Whether the request changes a subresource of a CertificateSigningRequest. */
  static boolean isUpdate(AdmissionRequest request, String subresource) {
    return request.operation() == Operation.UPDATE
        && request.resource().groupResource().equals(REQUESTS)
        && request.subresource().equals(subresource);
  }

  /**
   * @param old the request for a certificate as it is stored: its signer never changes
   * @throws io.binnacle.apimachinery.errors.ApiException Forbidden
   */
  void check(AdmissionRequest request, ApiObject old) {
    String signer = old.tree().at("/spec/signerName").asText();
    String domain = signer.substring(0, signer.indexOf('/') + 1);
    boolean allowed =
        List.of(signer, domain + "*").stream().anyMatch(name -> mayAct(request.user(), name));
    if (!allowed) {
      throw request.forbidden(
          "user not permitted to " + verb + " requests with signerName \"" + signer + "\"");
    }
  }

  private boolean mayAct(UserInfo user, String signer) {
    RequestAttributes attributes =
        new RequestAttributes(
            user, verb, true, REQUESTS.group(), "*", "", "signers", "", signer, "");
    return authorization.get().authorize(attributes) instanceof Decision.Allow;
  }
}
