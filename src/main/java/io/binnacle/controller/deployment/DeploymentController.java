package io.binnacle.controller.deployment;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of Deployments. */
@Dependent
public class DeploymentController implements Controller {
  @Override
  public String name() {
    return "deployment";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("deployment-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new DeploymentReconciler(context);
  }
}
