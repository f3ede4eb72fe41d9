package io.binnacle.controller.servicecidr;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of ServiceCIDRs. */
@Dependent
public class ServiceCIDRController implements Controller {
  @Override
  public String name() {
    return "service-cidr";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("service-cidr-controller");
  }

  @Override
  public String serviceAccount() {
    return "service-cidrs-controller";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new ServiceCIDRReconciler(context);
  }
}
