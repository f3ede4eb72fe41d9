package io.binnacle.controller.resourcequota;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of the status of quotas. */
@Dependent
public class ResourceQuotaController implements Controller {
  @Override
  public String name() {
    return "resourcequota";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("resourcequota-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new ResourceQuotaReconciler(context);
  }
}
