package io.binnacle.controller.persistentvolume;

import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import jakarta.enterprise.context.Dependent;
import java.util.Set;

/** The controller of PersistentVolumes and their claims. */
@Dependent
public class PersistentVolumeBinder implements Controller {
  @Override
  public String name() {
    return "persistentvolume-binder";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("persistentvolume-binder-controller");
  }

  @Override
  public String serviceAccount() {
    return "persistent-volume-binder";
  }

  @Override
  public Reconciler start(ControllerContext context) {
    return new BinderReconciler(context);
  }
}
