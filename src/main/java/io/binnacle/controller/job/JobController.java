package io.binnacle.controller.job;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of Jobs. */
@Dependent
public class JobController implements Controller {
  @Override
  public String name() {
    return "job";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("job-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new JobReconciler(context);
  }
}
