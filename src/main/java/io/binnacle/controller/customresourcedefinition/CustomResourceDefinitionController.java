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

  /**
   * A definition is served from its creation on, also where no leader has been elected yet: in
   * Kubernetes this is a controller of the API server, of which each has its own.
   */
  @Override
  public boolean isElected() {
    return false;
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new DefinitionReconciler(context);
  }
}
