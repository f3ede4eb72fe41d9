package io.binnacle.controller.customresourcedefinition;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;

/** The controller of CustomResourceDefinitions' conditions and end. */
@Dependent
public class CustomResourceDefinitionController implements Controller {
  @Override
  public String name() {
    return "customresourcedefinition";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new DefinitionReconciler(context);
  }
}
