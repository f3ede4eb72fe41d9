package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.Change;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.encryption.EncryptionAtRest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes from rows of the log, which name the previous version only by its revision. Rows up
 * to a resource's floor were kept for nothing but that.
 */
final class LogReconstruction {
  private final EncryptionAtRest encryption;
  private final long epochRevision;
  private final Map<GroupResource, Long> floors;
  private final Map<Long, StoredObject> versions = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();

  LogReconstruction(
      EncryptionAtRest encryption, long epochRevision, Map<GroupResource, Long> floors) {
    this.encryption = encryption;
    this.epochRevision = epochRevision;
    this.floors = new HashMap<>(floors);
  }

  /** Rows come in revision order. */
  void add(ChangeRow row) {
    StoredObject object = row.object(encryption);
    GroupResource resource = object.resource();
    // Each version has one successor at most, which does not need it any more afterwards.
    @Nullable StoredObject logged = versions.remove(row.previousRevision);
    @Nullable StoredObject previous = row.previous(encryption).orElse(logged);
    if (!row.deletion) {
      versions.put(row.revision, object);
    }
    if (row.revision <= Math.max(epochRevision, floors.getOrDefault(resource, 0L))) {
      return;
    }
    if (row.previousRevision > 0 && previous == null) {
      // Without the version before, nothing up to here can be told.
      floors.put(resource, row.revision);
      changes.removeIf(change -> change.current().resource().equals(resource));
      return;
    }
    changes.add(new Change(row.revision, row.deletion, object, previous));
  }

  List<Change> changes() {
    return changes;
  }

  Map<GroupResource, Long> floors() {
    return floors;
  }
}
