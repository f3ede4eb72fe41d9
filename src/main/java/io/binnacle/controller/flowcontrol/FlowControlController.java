package io.binnacle.controller.flowcontrol;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The keeper of the configuration of API priority and fairness. */
@Dependent
public class FlowControlController implements Controller {
  @Override
  public String name() {
    return "flow-control";
  }

  /** What Kubernetes calls the part of its API server that does this. */
  @Override
  public Set<String> aliases() {
    return Set.of("priority-and-fairness-config-producer");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new FlowControlReconciler(context);
  }
}
