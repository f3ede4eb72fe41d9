package io.binnacle.controller.volumeprotection;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.volumes.PodClaim;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
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
  private static final String BY_CLAIM = "persistentVolumeClaim";
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
    pods.addIndexer(BY_CLAIM, pod -> claimsOf(pod).stream().map(ObjectKey::toString).toList());
    Lister users = pods.lister();
    return new Protection(
        context,
        new Protection.Kind(Resources.PERSISTENT_VOLUME_CLAIMS, FINALIZER),
        claims,
        claim -> isUsed(claim, users),
        List.of(
            new Watch(claims, KeyMapper.self()),
            new Watch(pods, (change, enqueue) -> claimsOf(change.object()).forEach(enqueue))));
  }

  /** A pod that has ended, or has no node, uses nothing. */
  private static boolean isUsed(ApiObject claim, Lister pods) {
    return pods.byIndex(BY_CLAIM, claim.key().toString()).stream()
        .anyMatch(pod -> !Pods.isTerminal(pod) && !Pods.nodeName(pod).isEmpty());
  }

  /** The claims that a pod names, those made from its ephemeral volumes among them. */
  private static List<ObjectKey> claimsOf(ApiObject pod) {
    return PodClaim.of(pod).stream().map(PodClaim::key).toList();
  }
}
