package io.binnacle.controller.replication;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of ReplicationControllers. */
@Dependent
public class ReplicationController implements Controller {
  @Override
  public String name() {
    return "replication";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("replicationcontroller", "replicationcontroller-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new ReplicaReconciler(ReplicaKind.REPLICATION_CONTROLLER, context);
  }
}
