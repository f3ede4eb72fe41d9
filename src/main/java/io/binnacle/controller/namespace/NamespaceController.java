package io.binnacle.controller.namespace;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of the end of namespaces. */
@Dependent
public class NamespaceController implements Controller {
  @Override
  public String name() {
    return "namespace";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("namespace-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new NamespaceReconciler(context);
  }
}
