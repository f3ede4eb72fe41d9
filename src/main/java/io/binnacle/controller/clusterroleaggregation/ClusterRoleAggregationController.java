package io.binnacle.controller.clusterroleaggregation;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of aggregated ClusterRoles. */
@Dependent
public class ClusterRoleAggregationController implements Controller {
  @Override
  public String name() {
    return "clusterrole-aggregation";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("clusterrole-aggregation-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new ClusterRoleAggregationReconciler(context);
  }
}
