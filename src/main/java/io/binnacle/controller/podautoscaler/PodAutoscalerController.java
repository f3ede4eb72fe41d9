package io.binnacle.controller.podautoscaler;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of HorizontalPodAutoscalers. */
@Dependent
public class PodAutoscalerController implements Controller {
  @Override
  public String name() {
    return "horizontal-pod-autoscaling";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("horizontalpodautoscaling", "horizontal-pod-autoscaler-controller");
  }

  @Override
  public String serviceAccount() {
    return "horizontal-pod-autoscaler";
  }

  @Override
  public Set<Class<? extends Record>> configurations() {
    return Set.of(PodAutoscalerConfiguration.class);
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new PodAutoscalerReconciler(
        context, context.configuration().read(PodAutoscalerConfiguration.class));
  }
}
