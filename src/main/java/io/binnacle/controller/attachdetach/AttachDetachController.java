package io.binnacle.controller.attachdetach;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller that has volumes attached and detached. */
@Dependent
public class AttachDetachController implements Controller {
  @Override
  public String name() {
    return "attachdetach";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("persistentvolume-attach-detach-controller");
  }

  @Override
  public Set<Class<? extends Record>> configurations() {
    return Set.of(AttachDetachConfiguration.class);
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new AttachDetachReconciler(
        context, context.configuration().read(AttachDetachConfiguration.class));
  }
}
