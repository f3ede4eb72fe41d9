package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoredObject;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The store as it was at an earlier revision: a later state whose changes are taken back, resource
 * by resource when it is asked for.
 */
final class HistoricSnapshot implements Snapshot {
  private final StoreState later;
  private final long revision;
  private final Map<GroupResource, PersistentMap<ObjectKey, StoredObject>> resources =
      new ConcurrentHashMap<>();

  HistoricSnapshot(StoreState later, long revision) {
    this.later = later;
    this.revision = revision;
  }

  private PersistentMap<ObjectKey, StoredObject> objects(GroupResource resource) {
    return resources.computeIfAbsent(
        resource,
        wanted -> {
          ResourceState state = later.resource(wanted);
          if (state.floor() > revision) {
            throw new StoreException(
                StoreException.Reason.REVISION_TOO_OLD,
                wanted + " at " + revision + ": the log reaches back to " + state.floor());
          }
          return state.objectsAt(revision);
        });
  }

  @Override
  public long revision() {
    return revision;
  }

  @Override
  public @Nullable StoredObject get(GroupResource resource, ObjectKey key) {
    return objects(resource).get(key);
  }

  @Override
  public Iterator<StoredObject> list(
      GroupResource resource, String namespace, @Nullable ObjectKey after) {
    return ObjectLists.list(objects(resource), namespace, after);
  }

  @Override
  public int count(GroupResource resource, String namespace) {
    return ObjectLists.count(objects(resource), namespace);
  }
}
