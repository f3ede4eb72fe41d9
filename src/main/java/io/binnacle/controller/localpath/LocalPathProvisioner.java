package io.binnacle.controller.localpath;

import io.binnacle.apimachinery.volumes.LocalPath;
import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;

/** The provisioner of the class {@code local-path}, a part of the cluster as controllers are. */
@Dependent
public class LocalPathProvisioner implements Controller {
  @Override
  public String name() {
    return "local-path-provisioner";
  }

  @Override
  public String serviceAccount() {
    return name();
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new LocalPathReconciler(context, LocalPath.PROVISIONER);
  }
}
