package io.binnacle.admission.plugin.certificates;

import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.authorization.AuthorizationChain;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;

/** Lets approve only who may approve for the signer. */
@Dependent
public class CertificateApproval implements AdmissionPlugin.Validating {
  private final SignerPermission permission;

  @Inject
  public CertificateApproval(Provider<AuthorizationChain> authorization) {
    this.permission = new SignerPermission(authorization, "approve");
  }

  @Override
  public String name() {
    return "CertificateApproval";
  }

  @Override
  public int order() {
    return 610;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject old = request.oldObject();
    if (old != null && SignerPermission.isUpdate(request, "approval")) {
      permission.check(request, old);
    }
  }
}
