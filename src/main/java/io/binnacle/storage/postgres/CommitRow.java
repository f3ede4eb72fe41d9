package io.binnacle.storage.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** The trace of a commit: that it took effect, when, and up to which revision. */
@Entity
@Table(name = "store_commit")
class CommitRow {
  @Id UUID id = new UUID(0, 0);

  @Column(nullable = false)
  long revision;

  @Column(name = "committed_at", nullable = false)
  Instant committedAt = Instant.EPOCH;

  static CommitRow of(UUID id, long revision, Instant committedAt) {
    CommitRow row = new CommitRow();
    row.id = id;
    row.revision = revision;
    row.committedAt = committedAt;
    return row;
  }
}
