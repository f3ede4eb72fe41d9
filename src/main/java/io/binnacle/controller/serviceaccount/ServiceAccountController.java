package io.binnacle.controller.serviceaccount;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of default service accounts. */
@Dependent
public class ServiceAccountController implements Controller {
  @Override
  public String name() {
    return "serviceaccount";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("serviceaccount-controller");
  }

  @Override
  public String serviceAccount() {
    return "service-account-controller";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new ServiceAccountReconciler(context);
  }
}
