package io.binnacle.storage.postgres;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A table with the entries of one section of the log in a range of revisions. */
@Entity
@Table(name = "store_log_partition")
class PartitionRow {
  @Id String name = "";

  @Column(name = "short_lived", nullable = false)
  boolean shortLived;

  @Column(name = "from_revision", nullable = false)
  long fromRevision;

  /** The first that is not its own. */
  @Column(name = "to_revision", nullable = false)
  long toRevision;

  static PartitionRow of(LogSection section, long from, long to) {
    PartitionRow row = new PartitionRow();
    row.name = section.table() + "_" + from;
    row.shortLived = section.isShortLived();
    row.fromRevision = from;
    row.toRevision = to;
    return row;
  }

  LogSection section() {
    return LogSection.of(shortLived);
  }

  long lastRevision() {
    return toRevision - 1;
  }

  /**
   * The statements that make the table. It is attached, and not made as a partition: that would
   * wait for all who read the log, such as a backup.
   */
  String creation() {
    return """
    create table %1$s (like store_change including defaults including storage);
    alter table %2$s attach partition %1$s for values from (%3$d) to (%4$d);
    """
        .formatted(name, section().table(), fromRevision, toRevision);
  }
}
