package io.binnacle.controller.certificatesigning;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** Approves what node agents ask for as clients of the API server, where they may have it. */
@Dependent
public class CertificateApprover implements Controller {
  @Override
  public String name() {
    return "csrapproving";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("certificatesigningrequest-approving-controller");
  }

  @Override
  public String serviceAccount() {
    return "certificate-controller";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new ApprovingReconciler(context);
  }
}
