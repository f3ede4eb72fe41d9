package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Change;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.encryption.EncryptionAtRest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a list of changes comes to: one of the log for each, and what they do to the
 * objects in the end, one row at most for each object, however often it changed.
 */
record NetChanges(
    List<ChangeRow> log,
    List<ObjectRow> created,
    List<ObjectRow> updated,
    List<ObjectRow> deleted) {
  private record Key(GroupResource resource, ObjectKey key) {}

  private record FirstAndLast(Change first, Change last, byte[] value) {}

  /**
   * @param head says which versions the log may lack
   */
  static NetChanges of(List<Change> changes, RevisionRow head, EncryptionAtRest encryption) {
    List<ChangeRow> log = new ArrayList<>(changes.size());
    Map<Key, FirstAndLast> objects = LinkedHashMap.newLinkedHashMap(changes.size());
    for (Change change : changes) {
      byte[] value = encryption.seal(change.current());
      log.add(ChangeRow.of(change, value, previousValue(change, head, encryption)));
      objects.merge(
          new Key(change.current().resource(), change.current().key()),
          new FirstAndLast(change, change, value),
          (before, now) -> new FirstAndLast(before.first, now.last, now.value));
    }
    NetChanges net = new NetChanges(log, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (FirstAndLast object : objects.values()) {
      boolean before = object.first.previous() != null;
      boolean after = !object.last.deletion();
      ObjectRow row = ObjectRow.of(object.last.current(), object.value);
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

  private static byte @Nullable [] previousValue(
      Change change, RevisionRow head, EncryptionAtRest encryption) {
    StoredObject previous = change.previous();
    return previous != null
            && previous.revision() <= head.droppedRevision(LogSection.of(previous.resource()))
        ? encryption.seal(previous)
        : null;
  }
}
