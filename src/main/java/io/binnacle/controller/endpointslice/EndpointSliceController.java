package io.binnacle.controller.endpointslice;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of EndpointSlices. */
@Dependent
public class EndpointSliceController implements Controller {
  @Override
  public String name() {
    return "endpointslice";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("endpointslice-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new EndpointSliceReconciler(context);
  }
}
