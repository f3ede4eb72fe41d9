package io.binnacle.controller.nodelifecycle;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of lost nodes. */
@Dependent
public class NodeLifecycleController implements Controller {
  @Override
  public String name() {
    return "nodelifecycle";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("node-lifecycle", "node-lifecycle-controller");
  }

  @Override
  public String serviceAccount() {
    return "node-controller";
  }

  @Override
  public Set<Class<? extends Record>> configurations() {
    return Set.of(NodeLifecycleConfiguration.class);
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new NodeLifecycleReconciler(
        context, context.configuration().read(NodeLifecycleConfiguration.class));
  }
}
