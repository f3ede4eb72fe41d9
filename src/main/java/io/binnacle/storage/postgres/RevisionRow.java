package io.binnacle.storage.postgres;

import io.binnacle.storage.cacher.CommitLog;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** The one row that says how far the log is; its lock orders all writers. */
@Entity
@Table(name = "store_revision")
class RevisionRow {
  static final short ID = 1;

  /** Far enough that no revision of a lost part of the log is given out again. */
  static final long EPOCH_JUMP = 1_000_000;

  @Id short id = ID;

  @Column(nullable = false)
  UUID epoch = new UUID(0, 0);

  /** Where the epoch began: nothing before it can be watched or read. */
  @Column(name = "epoch_revision", nullable = false)
  long epochRevision;

  @Column(nullable = false)
  long revision;

  /** Some change up to this revision is compacted away. */
  @Column(name = "compacted_revision", nullable = false)
  long compactedRevision;

  CommitLog.Position position() {
    return new CommitLog.Position(epoch, revision);
  }

  void startEpoch(long newestKnown) {
    epoch = UUID.randomUUID();
    revision = Math.max(revision, newestKnown) + EPOCH_JUMP;
    epochRevision = revision;
    compactedRevision = revision;
  }
}
