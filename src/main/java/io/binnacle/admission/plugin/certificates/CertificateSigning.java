package io.binnacle.admission.plugin.certificates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionPlugin;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.authorization.AuthorizationChain;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.util.List;

/** Lets put certificates into requests only who may sign for the signer. */
@Dependent
public class CertificateSigning implements AdmissionPlugin.Validating {
  private final SignerPermission permission;

  @Inject
  public CertificateSigning(Provider<AuthorizationChain> authorization) {
    this.permission = new SignerPermission(authorization, "sign");
  }

  @Override
  public String name() {
    return "CertificateSigning";
  }

  @Override
  public int order() {
    return 620;
  }

  @Override
  public void validate(AdmissionRequest request) {
    ApiObject old = request.oldObject();
    ObjectNode object = request.object();
    if (old == null || object == null || !SignerPermission.isUpdate(request, "status")) {
      return;
    }
    boolean same =
        List.of("/status/certificate", "/status/conditions").stream()
            .allMatch(field -> Trees.same(object.at(field), old.tree().at(field)));
    if (!same) {
      permission.check(request, old);
    }
  }
}
