package io.binnacle.controller.volumeprotection;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ClaimUsers;
import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.KeyMapper;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Watch;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Set;

/** The controller that keeps claims as long as pods use them. */
@Dependent
public class ClaimProtectionController implements Controller {
  private static final String FINALIZER = "kubernetes.io/pvc-protection";

  @Override
  public String name() {
    return "pvc-protection";
  }

  @Override
  public Set<String> aliases() {
    return Set.of("persistentvolumeclaim-protection-controller", "pvc-protection-controller");
  }

  @Override
  public Reconciler start(ControllerContext context) {
    ListOptions all = ListOptions.allNamespaces();
    SharedInformer claims = context.informers().informer(Resources.PERSISTENT_VOLUME_CLAIMS, all);
    SharedInformer pods = context.informers().informer(Resources.PODS, all);
    ClaimUsers users = ClaimUsers.of(pods);
    return new Protection(
        context,
        new Protection.Kind(Resources.PERSISTENT_VOLUME_CLAIMS, FINALIZER),
        claims,
        claim -> isUsed(claim, users),
        List.of(new Watch(claims, KeyMapper.self()), new Watch(pods, ClaimUsers::mapPod)));
  }

  /** A pod that has ended, or has no node, uses nothing. */
  private static boolean isUsed(ApiObject claim, ClaimUsers users) {
    return users.of(claim.key()).stream()
        .anyMatch(pod -> !Pods.isTerminal(pod) && !Pods.nodeName(pod).isEmpty());
  }
}
