package io.binnacle.admission.plugin.certificates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.authentication.UserInfo;
import io.binnacle.pki.SigningRequest;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Lets nobody become a member of the group that may do everything by way of a certificate. */
@Dependent
public class CertificateSubjectRestriction implements AdmissionPlugin.Validating {
  private static final String CLIENTS = "kubernetes.io/kube-apiserver-client";

  @Override
  public String name() {
    return "CertificateSubjectRestriction";
  }

  @Override
  public int order() {
    return 630;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ObjectNode object = request.object();
    if (object == null
        || !request.is(Operation.CREATE, SignerPermission.REQUESTS)
        || !object.at("/spec/signerName").asText().equals(CLIENTS)) {
      return;
    }
    if (asksForMasters(object.at("/spec/request").asText())) {
      throw request.forbidden(
          "use of " + CLIENTS + " signer with " + UserInfo.MASTERS + " group is not allowed");
    }
  }

  /** What cannot be read is never signed. */
  private static boolean asksForMasters(String request) {
    try {
      String pem = new String(Base64.getDecoder().decode(request), StandardCharsets.US_ASCII);
      return SigningRequest.parse(pem).subject().organizations().contains(UserInfo.MASTERS);
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
