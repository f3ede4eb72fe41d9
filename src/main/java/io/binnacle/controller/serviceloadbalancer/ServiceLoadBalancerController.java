package io.binnacle.controller.serviceloadbalancer;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of services of the type LoadBalancer. */
@Dependent
public class ServiceLoadBalancerController implements Controller {
  @Override
  public String name() {
    return "service-lb";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("service", "service-lb-controller");
  }

  @Override
  public String serviceAccount() {
    return "service-controller";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new ServiceLoadBalancerReconciler(context);
  }
}
