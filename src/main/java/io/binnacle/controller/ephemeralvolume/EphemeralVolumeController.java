package io.binnacle.controller.ephemeralvolume;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of generic ephemeral volumes. */
@Dependent
public class EphemeralVolumeController implements Controller {
  @Override
  public String name() {
    return "ephemeral-volume";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("ephemeral-volume-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new EphemeralVolumeReconciler(context);
  }
}
