package io.binnacle.controller.cronjob;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of CronJobs. */
@Dependent
public class CronJobController implements Controller {
  @Override
  public String name() {
    return "cronjob";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("cronjob-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new CronJobReconciler(context);
  }
}
