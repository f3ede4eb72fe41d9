package io.binnacle.controller.endpointslice;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of EndpointSlices that mirror Endpoints which people have written. */
@Dependent
public class EndpointSliceMirroringController implements Controller {
  @Override
  public String name() {
    return "endpointslicemirroring";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("endpointslice-mirroring-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new EndpointSliceMirroringReconciler(context);
  }
}
