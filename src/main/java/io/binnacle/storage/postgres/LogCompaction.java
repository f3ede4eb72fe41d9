package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.StoreException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.hibernate.LockMode;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/**
 * Drops the tables of the log of which all is older than retained, or which are more than the log
 * may take. What retained entries replaced is kept beside them. Servers may compact at the same
 * time.
 */
final class LogCompaction {
  private static final System.Logger LOG = System.getLogger(LogCompaction.class.getName());

  /**
   * Whoever waits for the lock that dropping takes keeps all writers waiting: so it gives up soon,
   * and tries again with the next compaction.
   */
  private static final String LOCK_TIMEOUT = "set local lock_timeout = '100ms'";

  private static final long LOCK = 0x62696e6c6f67L;

  private final SessionFactory factory;
  private final StoreConfiguration configuration;
  private final InstantSource clock;

  LogCompaction(SessionFactory factory, StoreConfiguration configuration, InstantSource clock) {
    this.factory = factory;
    this.configuration = configuration;
    this.clock = clock;
  }

  void run() {
    Instant now = clock.instant();
    try (LogSession own = new LogSession(factory)) {
      for (LogSection section : LogSection.values()) {
        Instant oldest = now.minus(section.retention(configuration));
        long horizon = own.read(open -> CommitRow.newestUntil(open, oldest)).orElse(0);
        dropAll(
            own,
            own.read(open -> endedBy(open, horizon)).stream()
                .filter(old -> old.section() == section)
                .toList());
      }
      dropBeyondSize(own);
      Instant forgotten = now.minus(configuration.retention().multipliedBy(2));
      own.transact(open -> forgetCommits(open, forgotten));
    }
  }

  private static void dropAll(LogSession own, List<PartitionRow> old) {
    for (PartitionRow partition : old) {
      if (!drop(own, partition)) {
        // Who reads this one reads the others, too.
        return;
      }
    }
  }

  /** The tables whose revisions all are of then or before, the oldest first. */
  private static List<PartitionRow> endedBy(StatelessSession session, long revision) {
    return session
        .createSelectionQuery(
            "from PartitionRow where toRevision <= :revision + 1 order by toRevision",
            PartitionRow.class)
        .setParameter("revision", revision)
        .getResultList();
  }

  private void dropBeyondSize(LogSession own) {
    long most = configuration.retentionBytes();
    if (most == 0) {
      return;
    }
    long head = own.read(open -> RevisionRow.read(open, LockMode.READ)).revision;
    for (PartitionRow oldest : own.read(open -> endedBy(open, head))) {
      if (own.read(LogCompaction::size) <= most || !drop(own, oldest)) {
        return;
      }
    }
  }

  private static long size(StatelessSession session) {
    return session
        .createNativeQuery(
            "select coalesce(sum(pg_total_relation_size(name::regclass)), 0)::bigint"
                + " from store_log_partition",
            Long.class)
        .getSingleResult();
  }

  /**
   * In three steps, so that writers wait for none for long. From the first one on, whoever replaces
   * a version of the table keeps that beside the new one; the second does so for what was replaced
   * before.
   *
   * @return false where somebody reads the log, such as a backup
   */
  private static boolean drop(LogSession own, PartitionRow old) {
    own.transact(open -> {
      RevisionRow head = RevisionRow.read(open, LockMode.PESSIMISTIC_WRITE);
      head.dropUpTo(old.section(), old.lastRevision());
      open.update(head);
      return head;
    });
    own.transact(open -> keepReplaced(open, old));
    List<GroupResource> resources = own.read(open -> resources(open, old));
    try {
      own.commit(open -> dropTable(open, old, resources));
      return true;
    } catch (LogSession.FailedException e) {
      if (!e.isLockTimeout()) {
        throw e.failure();
      }
      LOG.log(Level.INFO, "The log is being read: {0} is dropped later", old.name);
      return false;
    } catch (LogSession.CommitFailedException e) {
      throw new StoreException(
          StoreException.Reason.UNAVAILABLE, "the database failed: " + e.getMessage(), e);
    }
  }

  private static int keepReplaced(StatelessSession session, PartitionRow old) {
    // Servers that changed the same rows in another order would wait for one another for ever.
    session
        .createNativeQuery("select 1 from pg_advisory_xact_lock(:lock)", Integer.class)
        .setParameter("lock", LOCK)
        .getSingleResult();
    return session
        .createNativeMutationQuery(
            """
            update store_change later set previous_value = past.value
            from store_change past
            where past.short_lived = :shortLived and past.revision between :from and :last
              and later.short_lived = :shortLived and later.revision > :last
              and later.previous_revision = past.revision
              and later.previous_revision between :from and :last and later.previous_revision > 0
              and later.previous_value is null
            """)
        .setParameter("shortLived", old.shortLived)
        .setParameter("from", old.fromRevision)
        .setParameter("last", old.lastRevision())
        .executeUpdate();
  }

  /** Nothing is written to the table any more: they stay the same. */
  private static List<GroupResource> resources(StatelessSession session, PartitionRow old) {
    return session
        .createSelectionQuery(
            """
            select distinct c.apiGroup, c.resource from ChangeRow c
            where c.shortLived = :shortLived and c.revision between :from and :last
            """,
            Object[].class)
        .setParameter("shortLived", old.shortLived)
        .setParameter("from", old.fromRevision)
        .setParameter("last", old.lastRevision())
        .getResultList()
        .stream()
        .map(row -> new GroupResource((String) row[0], (String) row[1]))
        .toList();
  }

  /** The floor is raised in the transaction that drops the entries: no reader can miss it. */
  private static boolean dropTable(
      StatelessSession session, PartitionRow old, List<GroupResource> resources) {
    RevisionRow head = RevisionRow.read(session, LockMode.PESSIMISTIC_WRITE);
    Optional<PartitionRow> present = Optional.ofNullable(session.get(PartitionRow.class, old.name));
    if (present.isEmpty()) {
      // Another server was faster.
      return false;
    }
    session.doWork(connection -> {
      try (var statement = connection.createStatement()) {
        statement.execute(LOCK_TIMEOUT);
        statement.execute("drop table " + old.name);
      }
    });
    session.delete(present.get());
    resources.forEach(resource -> raiseFloor(session, resource, old.lastRevision()));
    head.compactedRevision = Math.max(head.compactedRevision, old.lastRevision());
    session.update(head);
    return true;
  }

  private static void raiseFloor(StatelessSession session, GroupResource resource, long revision) {
    FloorRow floor =
        session.get(FloorRow.class, new FloorRow.Key(resource.group(), resource.resource()));
    if (floor == null) {
      floor = new FloorRow();
      floor.apiGroup = resource.group();
      floor.resource = resource.resource();
      floor.revision = revision;
      session.insert(floor);
    } else if (floor.revision < revision) {
      floor.revision = revision;
      session.update(floor);
    }
  }

  private static int forgetCommits(StatelessSession session, Instant before) {
    return session
        .createMutationQuery(
            """
            delete from CommitRow where committedAt < :before
              and revision < (select max(newest.revision) from CommitRow newest
                              where newest.committedAt < :before)
            """)
        .setParameter("before", before)
        .executeUpdate();
  }
}
