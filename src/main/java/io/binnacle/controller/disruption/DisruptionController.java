package io.binnacle.controller.disruption;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of PodDisruptionBudgets. */
@Dependent
public class DisruptionController implements Controller {
  @Override
  public String name() {
    return "disruption";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("disruption-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new DisruptionReconciler(context);
  }
}
