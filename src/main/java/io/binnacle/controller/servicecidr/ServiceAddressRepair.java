package io.binnacle.controller.servicecidr;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;

/**
 * Sees to it that services have their addresses and addresses their services. The API writes both
 * at once; somebody may delete an address, or bring objects back out of a backup.
 */
@Dependent
public class ServiceAddressRepair implements Controller {
  @Override
  public String name() {
    return "service-ip-repair";
  }

  @Override
  public String serviceAccount() {
    return "service-cidrs-controller";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new ServiceAddressReconciler(context);
  }
}
