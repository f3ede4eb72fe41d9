package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Change;
import io.binnacle.storage.StoredObject;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;

/**
 * The objects of one resource and the retained part of its log.
 *
 * @param history the retained changes by revision
 * @param floor changes up to this revision may be missing from the history: nothing older than the
 *     floor can be reconstructed, nor watched from
 */
record ResourceState(
    GroupResource resource,
    PersistentMap<ObjectKey, StoredObject> objects,
    PersistentMap<Long, Change> history,
    long floor) {

  static ResourceState empty(GroupResource resource, long floor) {
    return new ResourceState(resource, PersistentMap.empty(), PersistentMap.empty(), floor);
  }

  ResourceState withObject(StoredObject object) {
    return new ResourceState(resource, objects.with(object.key(), object), history, floor);
  }

  ResourceState withLogged(Change change) {
    return new ResourceState(resource, objects, history.with(change.revision(), change), floor);
  }

  ResourceState with(Change change) {
    ObjectKey key = change.current().key();
    return new ResourceState(
        resource,
        change.deletion() ? objects.without(key) : objects.with(key, change.current()),
        history.with(change.revision(), change),
        floor);
  }

  /** Without the changes up to a revision, and without the oldest ones beyond a number. */
  ResourceState trimmed(long upTo, int maxEntries) {
    PersistentMap<Long, Change> kept = history;
    long newFloor = floor;
    while (!kept.isEmpty() && (kept.firstKey() <= upTo || kept.size() > maxEntries)) {
      newFloor = kept.firstKey();
      kept = kept.without(newFloor);
    }
    return kept == history ? this : new ResourceState(resource, objects, kept, newFloor);
  }

  /** The objects as they were at a revision that is not older than the floor. */
  PersistentMap<ObjectKey, StoredObject> objectsAt(long revision) {
    PersistentMap<ObjectKey, StoredObject> then = objects;
    Set<ObjectKey> restored = new HashSet<>();
    for (Iterator<Change> undone = history.valuesAfter(revision); undone.hasNext(); ) {
      Change change = undone.next();
      ObjectKey key = change.current().key();
      // The first change after the revision knows the version of that time.
      if (restored.add(key)) {
        StoredObject previous = change.previous();
        then = previous == null ? then.without(key) : then.with(key, previous);
      }
    }
    return then;
  }
}
