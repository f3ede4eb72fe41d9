package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.encryption.EncryptionAtRest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** The newest version of an object. */
@Entity
@IdClass(ObjectRow.Key.class)
@Table(name = "store_object")
class ObjectRow {
  record Key(String apiGroup, String resource, String namespace, String name) {}

  @Id
  @Column(name = "api_group")
  String apiGroup = "";

  @Id String resource = "";
  @Id String namespace = "";
  @Id String name = "";

  @Column(nullable = false)
  long revision;

  @Column(nullable = false)
  byte[] value = {};

  /**
   * @param value what the database keeps of the object
   */
  static ObjectRow of(StoredObject object, byte[] value) {
    ObjectRow row = new ObjectRow();
    row.apiGroup = object.resource().group();
    row.resource = object.resource().resource();
    row.namespace = object.key().namespace();
    row.name = object.key().name();
    row.revision = object.revision();
    row.value = value;
    return row;
  }

  StoredObject object(EncryptionAtRest encryption) {
    GroupResource groupResource = new GroupResource(apiGroup, resource);
    ObjectKey key = new ObjectKey(namespace, name);
    return new StoredObject(
        groupResource, key, revision, encryption.open(groupResource, key, revision, value));
  }
}
