package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a list of changes does to the objects in the end: one row at most for each object, however
 * often it changed.
 */
record NetChanges(List<ObjectRow> created, List<ObjectRow> updated, List<ObjectRow> deleted) {
  private record Key(GroupResource resource, ObjectKey key) {}

  private record FirstAndLast(Change first, Change last) {}

  static NetChanges of(List<Change> changes) {
    Map<Key, FirstAndLast> objects = LinkedHashMap.newLinkedHashMap(changes.size());
    for (Change change : changes) {
      objects.merge(
          new Key(change.current().resource(), change.current().key()),
          new FirstAndLast(change, change),
          (before, now) -> new FirstAndLast(before.first, now.last));
    }
    NetChanges net = new NetChanges(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (FirstAndLast object : objects.values()) {
      boolean before = object.first.previous() != null;
      boolean after = !object.last.deletion();
      ObjectRow row = ObjectRow.of(object.last.current());
      if (before && after) {
        net.updated.add(row);
      } else if (after) {
        net.created.add(row);
      } else if (before) {
        net.deleted.add(row);
      }
    }
    return net;
  }
}
