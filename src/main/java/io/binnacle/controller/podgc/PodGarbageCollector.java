package io.binnacle.controller.podgc;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller that removes pods which nobody else can. */
@Dependent
public class PodGarbageCollector implements Controller {
  @Override
  public String name() {
    return "podgc";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("pod-garbage-collector", "pod-garbage-collector-controller");
  }

  @Override
  public String serviceAccount() {
    return "pod-garbage-collector";
  }

  @Override
  public Set<Class<? extends Record>> configurations() {
    return Set.of(PodGarbageCollectorConfiguration.class);
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new PodGarbageReconciler(
        context, context.configuration().read(PodGarbageCollectorConfiguration.class));
  }
}
