package io.binnacle.controller.statefulset;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of StatefulSets. */
@Dependent
public class StatefulSetController implements Controller {
  @Override
  public String name() {
    return "statefulset";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("statefulset-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new StatefulSetReconciler(context);
  }
}
