package io.binnacle.controller.attachdetach;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ClaimUsers;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Pods;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Which pods on which nodes use which volumes, as the caches have it. Safe for any thread. */
final class VolumeUsers {
  final SharedInformer pods;
  final SharedInformer volumes;
  final SharedInformer drivers;
  private final Lister claims;
  private final ClaimUsers users;

  VolumeUsers(ControllerContext context) {
    ListOptions all = ListOptions.allNamespaces();
    this.pods = context.informers().informer(Resources.PODS, all);
    this.volumes = context.informers().informer(Resources.PERSISTENT_VOLUMES, all);
    this.drivers = context.informers().informer(Resources.CSI_DRIVERS, all);
    this.claims = context.informers().informer(Resources.PERSISTENT_VOLUME_CLAIMS, all).lister();
    this.users = ClaimUsers.of(pods);
  }

  /** The volume, if it is one that has to be attached before it can be mounted. */
  Optional<CsiVolume> attachable(String volume) {
    return volumes
        .lister()
        .get(ObjectKey.clusterScoped(volume))
        .flatMap(CsiVolume::of)
        .filter(csi -> mustAttach(csi.driver()));
  }

  /** A driver that says nothing of itself is taken for one that attaches. */
  private boolean mustAttach(String driver) {
    return drivers
        .lister()
        .get(ObjectKey.clusterScoped(driver))
        .map(found -> found.tree().path("spec").path("attachRequired").asBoolean(true))
        .orElse(true);
  }

  /** The pods that use the volume, by their nodes. */
  Map<String, List<ApiObject>> of(String volume) {
    return volumes
        .lister()
        .get(ObjectKey.clusterScoped(volume))
        .flatMap(this::claim)
        .map(claim ->
            users.of(claim).stream()
                .filter(VolumeUsers::needsVolumes)
                .collect(Collectors.groupingBy(Pods::nodeName, TreeMap::new, Collectors.toList())))
        .orElseGet(TreeMap::new);
  }

  /** The volume that the claim is bound to; empty while it is not. */
  Optional<String> volume(ObjectKey claim) {
    return claims
        .get(claim)
        .map(found -> found.tree().path("spec").path("volumeName").asText())
        .filter(name -> !name.isEmpty());
  }

  /** Both must name each other: a claim that was made anew has no right to the volume. */
  private Optional<ObjectKey> claim(ApiObject volume) {
    JsonNode reference = volume.tree().path("spec").path("claimRef");
    ObjectKey key =
        new ObjectKey(reference.path("namespace").asText(), reference.path("name").asText());
    return claims
        .get(key)
        .filter(claim -> claim.uid().equals(reference.path("uid").asText()))
        .filter(
            claim -> claim.tree().path("spec").path("volumeName").asText().equals(volume.name()))
        .map(ApiObject::key);
  }

  /** A pod that is asked to go needs its volumes until its containers have ended. */
  private static boolean needsVolumes(ApiObject pod) {
    return !Pods.nodeName(pod).isEmpty()
        && !Pods.isTerminal(pod)
        && !(pod.isBeingDeleted() && hasEnded(pod));
  }

  private static boolean hasEnded(ApiObject pod) {
    JsonNode containers = pod.tree().path("status").path("containerStatuses");
    return containers.valueStream().noneMatch(one -> one.path("state").has("running"));
  }
}
