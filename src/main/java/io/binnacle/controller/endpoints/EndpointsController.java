package io.binnacle.controller.endpoints;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of Endpoints. */
@Dependent
public class EndpointsController implements Controller {
  @Override
  public String name() {
    return "endpoints";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("endpoint", "endpoints-controller");
  }

  @Override
  public String serviceAccount() {
    return "endpoint-controller";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new EndpointsReconciler(context);
  }
}
