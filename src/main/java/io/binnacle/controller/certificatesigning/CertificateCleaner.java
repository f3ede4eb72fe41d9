package io.binnacle.controller.certificatesigning;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** Removes requests that have had their time. */
@Dependent
public class CertificateCleaner implements Controller {
  @Override
  public String name() {
    return "csrcleaner";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("certificatesigningrequest-cleaner-controller");
  }

  @Override
  public String serviceAccount() {
    return "certificate-controller";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new CleaningReconciler(context);
  }
}
