package io.binnacle.controller.replication;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of ReplicaSets. */
@Dependent
public class ReplicaSetController implements Controller {
  @Override
  public String name() {
    return "replicaset";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("replicaset-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new ReplicaReconciler(ReplicaKind.REPLICA_SET, context);
  }
}
