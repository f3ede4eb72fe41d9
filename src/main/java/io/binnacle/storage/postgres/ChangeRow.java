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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

  @Column(name = "short_lived", nullable = false)
  boolean shortLived;

  /** The version that this one replaces, where the log may have no entry of it any more. */
  @Column(name = "previous_value")
  byte @Nullable [] previousValue;

  /**
   * @param value what the database keeps of the object
   * @param previousValue what it keeps of the version before beside it
   */
  static ChangeRow of(Change change, byte[] value, byte @Nullable [] previousValue) {
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
    row.shortLived = LogSection.of(object.resource()).isShortLived();
    row.previousValue = previousValue;
    return row;
  }

  StoredObject object(EncryptionAtRest encryption) {
    return version(encryption, revision, value);
  }

  /** The version that this one replaces, where it stands beside it. */
  Optional<StoredObject> previous(EncryptionAtRest encryption) {
    return Optional.ofNullable(previousValue)
        .map(kept -> version(encryption, previousRevision, kept));
  }

  private StoredObject version(EncryptionAtRest encryption, long ofRevision, byte[] kept) {
    GroupResource groupResource = new GroupResource(apiGroup, resource);
    ObjectKey key = new ObjectKey(namespace, name);
    return new StoredObject(
        groupResource, key, ofRevision, encryption.open(groupResource, key, ofRevision, kept));
  }

  CommitLog.Entry entry(EncryptionAtRest encryption) {
    return new CommitLog.Entry(deletion, object(encryption));
  }
}
