package io.binnacle.controller.garbagecollector;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of owner references. */
@Dependent
public class GarbageCollector implements Controller {
  @Override
  public String name() {
    return "garbagecollector";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("garbage-collector", "garbage-collector-controller");
  }

  @Override
  public String serviceAccount() {
    return "generic-garbage-collector";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new GarbageReconciler(context);
  }
}
