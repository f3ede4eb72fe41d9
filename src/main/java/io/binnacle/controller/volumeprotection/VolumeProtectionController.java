package io.binnacle.controller.volumeprotection;

import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Watch;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Set;

/** The controller that keeps volumes as long as claims are bound to them. */
@Dependent
public class VolumeProtectionController implements Controller {
  private static final String FINALIZER = "kubernetes.io/pv-protection";

  @Override
  public String name() {
    return "pv-protection";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("persistentvolume-protection-controller", "pv-protection-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    SharedInformer volumes =
        context.informers().informer(Resources.PERSISTENT_VOLUMES, ListOptions.allNamespaces());
    return new Protection(
        context,
        new Protection.Kind(Resources.PERSISTENT_VOLUMES, FINALIZER),
        volumes,
        volume -> volume.tree().path("status").path("phase").asText().equals("Bound"),
        List.of(new Watch(volumes, KeyMapper.self())));
  }
}
