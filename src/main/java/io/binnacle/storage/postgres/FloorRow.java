package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** Up to which revision the log of a resource may lack changes. */
@Entity
@IdClass(FloorRow.Key.class)
@Table(name = "store_floor")
class FloorRow {
  record Key(String apiGroup, String resource) {}

  @Id
  @Column(name = "api_group")
  String apiGroup = "";

  @Id String resource = "";

  @Column(nullable = false)
  long revision;

  GroupResource groupResource() {
    return new GroupResource(apiGroup, resource);
  }
}
