package io.binnacle.storage.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;
import org.hibernate.StatelessSession;

/** The trace of a commit: that it took effect, when, and up to which revision. */
@Entity
@Table(name = "store_commit")
class CommitRow {
  @Id UUID id = new UUID(0, 0);

  @Column(nullable = false)
  long revision;

  @Column(name = "committed_at", nullable = false)
  Instant committedAt = Instant.EPOCH;

  /** The newest revision that was committed at a moment or before; empty where none is known. */
  static OptionalLong newestUntil(StatelessSession session, Instant moment) {
    return session
        .createSelectionQuery(
            "select revision from CommitRow where committedAt <= :moment"
                + " order by committedAt desc, revision desc",
            Long.class)
        .setParameter("moment", moment)
        .setMaxResults(1)
        .getResultStream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  /** Whether commits as old as that one are not forgotten yet. */
  static boolean reachBackTo(StatelessSession session, long revision) {
    return session
        .createSelectionQuery("select id from CommitRow where revision <= :revision", UUID.class)
        .setParameter("revision", revision)
        .setMaxResults(1)
        .getResultStream()
        .findFirst()
        .isPresent();
  }

  static CommitRow of(UUID id, long revision, Instant committedAt) {
    CommitRow row = new CommitRow();
    row.id = id;
    row.revision = revision;
    row.committedAt = committedAt;
    return row;
  }
}
