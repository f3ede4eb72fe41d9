package io.binnacle.controller.apiservice;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;

/** The controller of the APIServices of custom resources. */
@Dependent
public class ApiServiceController implements Controller {
  @Override
  public String name() {
    return "apiservice";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new ApiServiceReconciler(context);
  }
}
