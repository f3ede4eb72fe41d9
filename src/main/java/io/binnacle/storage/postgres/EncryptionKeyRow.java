package io.binnacle.storage.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key, by its fingerprint, that values of this database may be encrypted with. */
@Entity
@Table(name = "store_encryption_key")
class EncryptionKeyRow {
  @Id String id = "";

  @Column(name = "first_used_at", nullable = false)
  Instant firstUsedAt = Instant.EPOCH;

  /** When the last value was encrypted anew with another key; null while values may need it. */
  @Column(name = "retired_at")
  @Nullable Instant retiredAt;
}
