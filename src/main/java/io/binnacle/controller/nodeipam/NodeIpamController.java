package io.binnacle.controller.nodeipam;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** Writes {@code spec.podCIDR} of nodes that have none. */
@Dependent
public class NodeIpamController implements Controller {
  @Override
  public String name() {
    return "nodeipam";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("node-ipam-controller");
  }

  @Override
  public String serviceAccount() {
    return "node-controller";
  }

  @Override
  public Set<Class<? extends Record>> configurations() {
    return Set.of(NodeIpamConfiguration.class);
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new NodeIpamReconciler(
        context, context.configuration().read(NodeIpamConfiguration.class).clusterCidr());
  }
}
