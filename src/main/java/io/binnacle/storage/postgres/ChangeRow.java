package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Change;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.cacher.CommitLog;
import io.binnacle.storage.encryption.EncryptionAtRest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One entry of the log. */
@Entity
@Table(name = "store_change")
class ChangeRow {
  @Id long revision;

  @Column(name = "api_group", nullable = false)
  String apiGroup = "";

  @Column(nullable = false)
  String resource = "";

  @Column(nullable = false)
  String namespace = "";

  @Column(nullable = false)
  String name = "";

  @Column(nullable = false)
  boolean deletion;

  /** The revision of the version that this one replaces; 0 where there was none. */
  @Column(name = "previous_revision", nullable = false)
  long previousRevision;

  @Column(nullable = false)
  byte[] value = {};

  /**
   * @param value what the database keeps of the object
   */
  static ChangeRow of(Change change, byte[] value) {
    StoredObject object = change.current();
    StoredObject previous = change.previous();
    ChangeRow row = new ChangeRow();
    row.revision = change.revision();
    row.apiGroup = object.resource().group();
    row.resource = object.resource().resource();
    row.namespace = object.key().namespace();
    row.name = object.key().name();
    row.deletion = change.deletion();
    row.previousRevision = previous == null ? 0 : previous.revision();
    row.value = value;
    return row;
  }

  StoredObject object(EncryptionAtRest encryption) {
    GroupResource groupResource = new GroupResource(apiGroup, resource);
    ObjectKey key = new ObjectKey(namespace, name);
    return new StoredObject(
        groupResource, key, revision, encryption.open(groupResource, key, revision, value));
  }

  CommitLog.Entry entry(EncryptionAtRest encryption) {
    return new CommitLog.Entry(deletion, object(encryption));
  }
}
