package io.binnacle.storage.postgres;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.StatelessSession;

/**
 * Makes the tables that the log consists of, in the commit that first needs one: so there is always
 * one, and no other server can make the same. A table spans what is written in a part of the
 * retention, so that there are a few at any rate of writing, and no fewer than a number of
 * revisions, so that an idle store has one.
 *
 * <p>For the committer's thread, under the lock of all writers.
 */
final class LogPartitions {
  /** About so many tables hold what is retained. */
  private static final int PARTS = 8;

  private final StoreConfiguration configuration;
  private final InstantSource clock;

  /** Where the newest tables end that are known to be committed; other servers make some, too. */
  private final Map<LogSection, Long> ends = new EnumMap<>(LogSection.class);

  LogPartitions(StoreConfiguration configuration, InstantSource clock) {
    this.configuration = configuration;
    this.clock = clock;
  }

  /**
   * @param entries to be written, in revision order
   */
  void ensureRoom(StatelessSession session, long epochRevision, List<ChangeRow> entries) {
    for (LogSection section : LogSection.values()) {
      long last = last(section, entries);
      if (last < ends.getOrDefault(section, 0L)) {
        continue;
      }
      long end = end(session, section);
      if (last < end) {
        ends.put(section, end);
      } else {
        // Not noted down: this transaction may yet fail.
        long first = entries.getFirst().revision;
        long width = width(session, section, first, epochRevision);
        make(session, PartitionRow.of(section, Math.max(first, end), last + 1 + width));
      }
    }
  }

  /** The last revision of a section's entries; -1 where there are none. */
  private static long last(LogSection section, List<ChangeRow> entries) {
    for (ChangeRow entry : entries.reversed()) {
      if (entry.shortLived == section.isShortLived()) {
        return entry.revision;
      }
    }
    return -1;
  }

  private static long end(StatelessSession session, LogSection section) {
    Long end =
        session
            .createSelectionQuery(
                "select max(toRevision) from PartitionRow where shortLived = :shortLived",
                Long.class)
            .setParameter("shortLived", section.isShortLived())
            .getSingleResultOrNull();
    return Objects.requireNonNullElse(end, 0L);
  }

  private static void make(StatelessSession session, PartitionRow partition) {
    session.doWork(connection -> {
      try (var statement = connection.createStatement()) {
        statement.execute(partition.creation());
      }
    });
    session.insert(partition);
  }

  /** How many revisions beyond those of this commit. */
  private long width(StatelessSession session, LogSection section, long first, long epochRevision) {
    Instant since = clock.instant().minus(section.retention(configuration).dividedBy(PARTS));
    long then = CommitRow.newestUntil(session, since).orElse(0);
    // An epoch begins with a leap, which says nothing of how much is written.
    long recent = first - Math.max(then, epochRevision);
    long width = Math.max(recent, configuration.partitionRevisions());
    long bytes = configuration.retentionBytes();
    return bytes == 0 ? width : Math.min(width, bytes / PARTS / bytesEach(session, first));
  }

  /** What a revision took on the disk of late. */
  private static long bytesEach(StatelessSession session, long before) {
    return session
        .createNativeQuery(
            """
            select pg_total_relation_size(name::regclass) / (to_revision - from_revision)
            from store_log_partition where to_revision <= :before
            order by to_revision desc, short_lived limit 1
            """,
            Long.class)
        .setParameter("before", before)
        .getResultStream()
        .mapToLong(each -> Math.max(1, each))
        .findFirst()
        .orElse(1);
  }
}
