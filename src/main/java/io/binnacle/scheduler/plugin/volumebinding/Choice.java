package io.binnacle.scheduler.plugin.volumebinding;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.volumes.LocalPath;
import io.binnacle.apimachinery.volumes.StorageClasses;
import io.binnacle.apimachinery.volumes.VolumeMatching;
import io.binnacle.scheduler.framework.Status;
import io.binnacle.scheduler.framework.VolumeLookups;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a node can have the volumes of a pod, and which. */
sealed interface Choice {
  record Refused(Status status) implements Choice {}

  record Made(List<Decision> decisions) implements Choice {}

  /** Looks for volumes on nodes. */
  record Of(VolumeLookups lookups, Assumptions assumptions) {
    private static final Refused MISSING =
        new Refused(
            Status.unresolvable(
                "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"));
    private static final Refused ELSEWHERE =
        new Refused(Status.unresolvable("node(s) didn't match PersistentVolume's node affinity"));
    private static final Refused NONE =
        new Refused(
            Status.unresolvable("node(s) didn't find available persistent volumes to bind"));

    Choice on(ApiObject node, PodVolumes volumes) {
      for (ApiObject claim : volumes.bound()) {
        Optional<ApiObject> volume = lookups.volume(VolumeMatching.volumeName(claim));
        if (volume.isEmpty()) {
          return MISSING;
        }
        if (!VolumeMatching.isReachable(volume.get(), node)) {
          return ELSEWHERE;
        }
      }
      List<Decision> decisions = new ArrayList<>();
      Set<String> taken = new HashSet<>();
      for (ApiObject claim : volumes.waiting()) {
        Optional<Decision> decision = decide(claim, node, taken);
        if (decision.isEmpty()) {
          return NONE;
        }
        decision.get().volume().ifPresent(volume -> taken.add(volume.name()));
        decisions.add(decision.get());
      }
      return new Made(decisions);
    }

    private Optional<Decision> decide(ApiObject claim, ApiObject node, Set<String> taken) {
      String selected = claim.annotations().getOrDefault(VolumeMatching.SELECTED_NODE, "");
      String assumed = assumptions.nodeOf(claim.key()).orElse(selected);
      if (!assumed.isEmpty() && !assumed.equals(node.name())) {
        return Optional.empty();
      }
      Set<String> promised = assumptions.volumesOfOthers(claim.key());
      List<ApiObject> reachable =
          lookups.volumes().stream()
              .filter(volume ->
                  !taken.contains(volume.name())
                      && !promised.contains(volume.name())
                      && VolumeMatching.isReachable(volume, node))
              .toList();
      Optional<ApiObject> there = VolumeMatching.best(claim, reachable);
      return there.isPresent() || canBeMade(claim, node)
          ? Optional.of(new Decision(claim, there))
          : Optional.empty();
    }

    private boolean canBeMade(ApiObject claim, ApiObject node) {
      return lookups
          .storageClass(VolumeMatching.storageClass(claim))
          .filter(StorageClasses::isProvisioned)
          .filter(found -> isAllowed(found.tree().path("allowedTopologies"), node))
          .filter(found -> hasRoom(found, node))
          .isPresent();
    }

    /** A node without a directory for local volumes would fail, again and again. */
    private static boolean hasRoom(ApiObject storageClass, ApiObject node) {
      return !StorageClasses.provisioner(storageClass).equals(LocalPath.PROVISIONER)
          || node.annotations().containsKey(LocalPath.DIRECTORY);
    }

    private static boolean isAllowed(JsonNode topologies, ApiObject node) {
      boolean any = topologies.isEmpty();
      for (JsonNode term : topologies) {
        boolean all = true;
        for (JsonNode expression : term.path("matchLabelExpressions")) {
          String value = node.labels().get(expression.path("key").asText());
          all &= value != null && Trees.texts(expression.path("values")).contains(value);
        }
        any |= all;
      }
      return any;
    }
  }
}
