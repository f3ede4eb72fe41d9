package io.binnacle.scheduler.plugin.volumebinding;

import io.binnacle.apimachinery.meta.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has been decided for pods whose claims are not yet bound. Safe for any thread. */
final class Assumptions {
  private record Assumed(String nodeName, List<Decision> decisions) {}

  private final Map<String, Assumed> byPod = new HashMap<>();

  synchronized void add(String podUid, String nodeName, List<Decision> decisions) {
    if (!decisions.isEmpty()) {
      byPod.put(podUid, new Assumed(nodeName, decisions));
    }
  }

  synchronized void remove(String podUid) {
    byPod.remove(podUid);
  }

  /** The node that another pod's binding chooses for the claim. */
  synchronized Optional<String> nodeOf(ObjectKey claim) {
    return byPod.values().stream()
        .filter(assumed ->
            assumed.decisions.stream().anyMatch(each -> each.claim().key().equals(claim)))
        .map(Assumed::nodeName)
        .findFirst();
  }

  /** The volumes that are promised to other claims. */
  synchronized Set<String> volumesOfOthers(ObjectKey claim) {
    Set<String> names = new HashSet<>();
    for (Assumed assumed : byPod.values()) {
      for (Decision decision : assumed.decisions) {
        if (!decision.claim().key().equals(claim)) {
          decision.volume().ifPresent(volume -> names.add(volume.name()));
        }
      }
    }
    return names;
  }
}
