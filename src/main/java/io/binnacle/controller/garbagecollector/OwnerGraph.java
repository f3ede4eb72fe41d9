package io.binnacle.controller.garbagecollector;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.controller.ApiDiscovery.DiscoveredResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which objects there are, by uid, and which depend on which. Safe for any thread. */
final class OwnerGraph {
  static final String ORPHAN = "orphan";
  static final String FOREGROUND = "foregroundDeletion";

  /** An object and what it is one of. */
  record Node(DiscoveredResource resource, ApiObject object) {
    /** It is being deleted, after those that depend on it. */
    boolean isWaitingForDependents() {
      return object.isBeingDeleted() && object.finalizers().contains(FOREGROUND);
    }

    boolean isOrphaning() {
      return object.isBeingDeleted() && object.finalizers().contains(ORPHAN);
    }

    /** Owners of one namespace have no say in another, nor in what is in none. */
    boolean mayOwn(ApiObject dependent) {
      return !resource.namespaced() || object.namespace().equals(dependent.namespace());
    }

    boolean blocks(String ownerUid) {
      return object.ownerReferences().stream()
          .anyMatch(owner -> owner.uid().equals(ownerUid) && owner.blockOwnerDeletion());
    }
  }

  /** How many deletions are remembered: enough for those whose dependents are still coming. */
  private static final int REMEMBERED = 500;

  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<String, Set<String>> dependents = new HashMap<>();

  private final SequencedSet<String> deleted = new LinkedHashSet<>();

  synchronized void put(Node node) {
    String uid = node.object().uid();
    Node before = nodes.put(uid, node);
    if (before != null) {
      unlink(before.object());
    }
    for (OwnerReference owner : node.object().ownerReferences()) {
      dependents.computeIfAbsent(owner.uid(), key -> new LinkedHashSet<>()).add(uid);
    }
  }

  synchronized void remove(ApiObject object) {
    deleted.add(object.uid());
    if (deleted.size() > REMEMBERED) {
      deleted.removeFirst();
    }
    Node before = nodes.remove(object.uid());
    if (before != null) {
      unlink(before.object());
    }
  }

  private void unlink(ApiObject object) {
    for (OwnerReference owner : object.ownerReferences()) {
      dependents.computeIfPresent(
          owner.uid(),
          (key, uids) -> {
            uids.remove(object.uid());
            return uids.isEmpty() ? null : uids;
          });
    }
  }

  /** Whether an object of that uid was seen to go, lately. */
  synchronized boolean sawDeletionOf(String uid) {
    return deleted.contains(uid);
  }

  synchronized Optional<Node> get(String uid) {
    return Optional.ofNullable(nodes.get(uid));
  }

  /**
   * Whether every owner of the object is known here and keeps it: then there is nothing to do until
   * one of them changes.
   */
  synchronized boolean isKept(ApiObject object) {
    return object.ownerReferences().stream()
        .map(OwnerReference::uid)
        .allMatch(uid -> {
          @Nullable Node owner = nodes.get(uid);
          return owner != null && !owner.isWaitingForDependents() && owner.mayOwn(object);
        });
  }

  synchronized List<Node> dependentsOf(String uid) {
    List<Node> found = new ArrayList<>();
    for (String dependent : dependents.getOrDefault(uid, Set.of())) {
      @Nullable Node node = nodes.get(dependent);
      if (node != null) {
        found.add(node);
      }
    }
    return found;
  }
}
