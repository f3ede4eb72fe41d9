package io.binnacle.storage.postgres;

import io.binnacle.storage.cacher.CommitLog;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import java.util.UUID;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

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

  /** Of which versions the log may lack entries: whoever replaces one keeps it beside the new. */
  @Column(name = "dropped_revision", nullable = false)
  long droppedRevision;

  /** The same for the short-lived section. */
  @Column(name = "short_lived_dropped_revision", nullable = false)
  long shortLivedDroppedRevision;

  /** The commit that led to the revision; null at the start of an epoch. */
  @Column(name = "commit_id")
  @Nullable UUID commitId;

  static RevisionRow read(StatelessSession session, LockMode lock) {
    return Objects.requireNonNull(
        session.get(RevisionRow.class, ID, lock), "the revision row is missing");
  }

  long droppedRevision(LogSection section) {
    return section.isShortLived() ? shortLivedDroppedRevision : droppedRevision;
  }

  void dropUpTo(LogSection section, long last) {
    if (section.isShortLived()) {
      shortLivedDroppedRevision = Math.max(shortLivedDroppedRevision, last);
    } else {
      droppedRevision = Math.max(droppedRevision, last);
    }
  }

  CommitLog.Position position() {
    return new CommitLog.Position(epoch, revision, commitId);
  }

  void startEpoch(long newestKnown) {
    epoch = UUID.randomUUID();
    revision = Math.max(revision, newestKnown) + EPOCH_JUMP;
    epochRevision = revision;
    compactedRevision = revision;
    commitId = null;
  }
}
