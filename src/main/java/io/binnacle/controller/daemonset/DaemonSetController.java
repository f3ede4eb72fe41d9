package io.binnacle.controller.daemonset;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of DaemonSets. */
@Dependent
public class DaemonSetController implements Controller {
  @Override
  public String name() {
    return "daemonset";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("daemonset-controller");
  }

  @Override
  public String serviceAccount() {
    return "daemon-set-controller";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new DaemonSetReconciler(context);
  }
}
