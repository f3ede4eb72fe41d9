package io.binnacle.controller.ttlafterfinished;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller that removes finished Jobs. */
@Dependent
public class TtlAfterFinishedController implements Controller {
  @Override
  public String name() {
    return "ttl-after-finished";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("ttl-after-finished-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new TtlAfterFinishedReconciler(context);
  }
}
