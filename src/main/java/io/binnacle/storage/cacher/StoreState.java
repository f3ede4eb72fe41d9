package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Change;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a server knows of the store at one revision: the objects and the retained log.
 * Immutable; what changes it makes a new one that shares nearly all with the old.
 */
final class StoreState implements Snapshot {
  private final long revision;
  private final long floor;
  private final PersistentMap<GroupResource, ResourceState> resources;

  /**
   * @param floor of resources without a floor of their own
   */
  private StoreState(
      long revision, long floor, PersistentMap<GroupResource, ResourceState> resources) {
    this.revision = revision;
    this.floor = floor;
    this.resources = resources;
  }

  /** The state that a log gives when it is opened. */
  static StoreState of(CommitLog.Recovery recovery) {
    StoreState state =
        new StoreState(
            recovery.position().revision(), recovery.epochRevision(), PersistentMap.empty());
    for (Map.Entry<GroupResource, Long> entry : recovery.floors().entrySet()) {
      long floor = Math.max(entry.getValue(), recovery.epochRevision());
      state = state.replacing(ResourceState.empty(entry.getKey(), floor));
    }
    for (StoredObject object : recovery.objects()) {
      state = state.replacing(state.resource(object.resource()).withObject(object));
    }
    for (Change change : recovery.log()) {
      state = state.replacing(state.resource(change.current().resource()).withLogged(change));
    }
    return state;
  }

  /** What is known of one resource alone, without its log. */
  static StoreState of(GroupResource resource, long revision, List<StoredObject> objects) {
    ResourceState state = ResourceState.empty(resource, revision);
    for (StoredObject object : objects) {
      state = state.withObject(object);
    }
    return new StoreState(revision, revision, PersistentMap.empty()).replacing(state);
  }

  private StoreState replacing(ResourceState resource) {
    return new StoreState(revision, floor, resources.with(resource.resource(), resource));
  }

  /** The state after one more change. */
  StoreState with(Change change) {
    ResourceState changed = resource(change.current().resource()).with(change);
    return new StoreState(change.revision(), floor, resources.with(changed.resource(), changed));
  }

  /** The state after an entry of the log, which does not know the version it replaces. */
  StoreState with(CommitLog.Entry entry) {
    return with(changeOf(entry));
  }

  /** The entry together with the version that it replaces in this state. */
  Change changeOf(CommitLog.Entry entry) {
    StoredObject object = entry.object();
    return new Change(
        object.revision(), entry.deletion(), object, get(object.resource(), object.key()));
  }

  /** The same state with less history. */
  StoreState trimmed(HistoryLimits limits) {
    StoreState trimmed = this;
    for (Iterator<ResourceState> all = resources.values(); all.hasNext(); ) {
      ResourceState before = all.next();
      ResourceState after = before.trimmed(limits.floor(before.resource()), limits.maxEntries());
      if (after != before) {
        trimmed = trimmed.replacing(after);
      }
    }
    return trimmed;
  }

  @Override
  public long revision() {
    return revision;
  }

  /** Below this revision nothing can be told of any resource. */
  long floor() {
    return floor;
  }

  ResourceState resource(GroupResource resource) {
    ResourceState state = resources.get(resource);
    return state == null ? ResourceState.empty(resource, floor) : state;
  }

  Iterator<ResourceState> resources() {
    return resources.values();
  }

  @Override
  public @Nullable StoredObject get(GroupResource resource, ObjectKey key) {
    return resource(resource).objects().get(key);
  }

  @Override
  public Iterator<StoredObject> list(
      GroupResource resource, String namespace, @Nullable ObjectKey after) {
    return ObjectLists.list(resource(resource).objects(), namespace, after);
  }

  @Override
  public int count(GroupResource resource, String namespace) {
    return ObjectLists.count(resource(resource).objects(), namespace);
  }
}
