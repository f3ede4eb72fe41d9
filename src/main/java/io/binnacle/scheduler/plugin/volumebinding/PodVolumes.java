package io.binnacle.scheduler.plugin.volumebinding;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.volumes.PodClaim;
import io.binnacle.apimachinery.volumes.StorageClasses;
import io.binnacle.apimachinery.volumes.VolumeMatching;
import io.binnacle.scheduler.framework.PodInfo;
import io.binnacle.scheduler.framework.Status;
import io.binnacle.scheduler.framework.VolumeLookups;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The claims of a pod, as one cycle sees them.
 *
 * @param bound those that have their volume
 * @param waiting those that get theirs where the pod comes
 */
record PodVolumes(List<ApiObject> bound, List<ApiObject> waiting) {

  /** What stands against the pod wherever it comes, or its claims. */
  sealed interface Outcome {
    record Rejected(Status status) implements Outcome {}

    record Found(PodVolumes volumes) implements Outcome {}
  }

  static Outcome of(PodInfo pod, List<PodClaim> claims, VolumeLookups lookups) {
    List<ApiObject> bound = new ArrayList<>();
    List<ApiObject> waiting = new ArrayList<>();
    boolean immediate = false;
    for (PodClaim wanted : claims) {
      Optional<ApiObject> found = lookups.claim(wanted.key());
      Optional<String> refusal = refusal(pod, wanted, found);
      if (refusal.isPresent() || found.isEmpty()) {
        return new Outcome.Rejected(Status.unresolvable(refusal.orElse("")));
      }
      ApiObject claim = found.get();
      if (VolumeMatching.isBound(claim)) {
        bound.add(claim);
      } else if (!VolumeMatching.volumeName(claim).isEmpty() || !waits(claim, lookups)) {
        immediate = true;
      } else {
        waiting.add(claim);
      }
    }
    return immediate
        ? new Outcome.Rejected(
            Status.unresolvable("pod has unbound immediate PersistentVolumeClaims"))
        : new Outcome.Found(new PodVolumes(bound, waiting));
  }

  private static boolean waits(ApiObject claim, VolumeLookups lookups) {
    return lookups
        .storageClass(VolumeMatching.storageClass(claim))
        .filter(StorageClasses::waitsForConsumer)
        .isPresent();
  }

  private static Optional<String> refusal(PodInfo pod, PodClaim wanted, Optional<ApiObject> found) {
    String quoted = "persistentvolumeclaim \"%s\"".formatted(wanted.key().name());
    if (found.isEmpty()) {
      return Optional.of(
          wanted.ephemeral()
              ? "waiting for ephemeral volume controller to create the " + quoted
              : quoted + " not found");
    }
    ApiObject claim = found.get();
    if (claim.isBeingDeleted()) {
      return Optional.of(quoted + " is being deleted");
    }
    if (claim.tree().path("status").path("phase").asText().equals("Lost")) {
      return Optional.of(
          "%s bound to non-existent persistentvolume \"%s\""
              .formatted(quoted, VolumeMatching.volumeName(claim)));
    }
    return wanted.isFor(pod.object(), claim)
        ? Optional.empty()
        : Optional.of(wanted.foreign(pod.object()));
  }
}
