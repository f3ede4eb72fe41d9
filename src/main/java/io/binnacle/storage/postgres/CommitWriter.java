package io.binnacle.storage.postgres;

import io.binnacle.storage.Change;
import io.binnacle.storage.encryption.EncryptionAtRest;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.hibernate.StatelessSession;

/** Writes the rows of a commit. For the committer's thread, under the lock of all writers. */
final class CommitWriter {
  private final EncryptionAtRest encryption;
  private final LogPartitions partitions;
  private final InstantSource clock;

  CommitWriter(EncryptionAtRest encryption, LogPartitions partitions, InstantSource clock) {
    this.encryption = encryption;
    this.partitions = partitions;
    this.clock = clock;
  }

  /**
   * @param row with the revision of the last change already
   */
  void write(StatelessSession session, RevisionRow row, List<Change> changes, UUID commitId) {
    NetChanges net = NetChanges.of(changes, row, encryption);
    partitions.ensureRoom(session, row.epochRevision, net.log());
    session.insertMultiple(net.log());
    if (!net.created().isEmpty()) {
      session.insertMultiple(net.created());
    }
    if (!net.updated().isEmpty()) {
      session.updateMultiple(net.updated());
    }
    if (!net.deleted().isEmpty()) {
      session.deleteMultiple(net.deleted());
    }
    session.insert(CommitRow.of(commitId, row.revision, clock.instant()));
    session.update(row);
  }
}
