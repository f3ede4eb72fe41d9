package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.cacher.StoreSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.hibernate.LockMode;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/**
 * Drops old entries of the log. The last version of an object before the retained part stays, if a
 * retained entry replaces it. Servers may compact at the same time.
 */
final class LogCompaction {
  private final SessionFactory factory;
  private final StoreConfiguration configuration;
  private final InstantSource clock;

  LogCompaction(SessionFactory factory, StoreConfiguration configuration, InstantSource clock) {
    this.factory = factory;
    this.configuration = configuration;
    this.clock = clock;
  }

  private record Horizon(GroupResource resource, long revision) {}

  void run() {
    Instant now = clock.instant();
    try (LogSession own = new LogSession(factory)) {
      long general =
          own.read(session -> newestBefore(session, now.minus(configuration.retention())));
      long shortLived =
          own.read(
              session -> newestBefore(session, now.minus(configuration.shortLivedRetention())));
      List<Horizon> horizons =
          own.read(session ->
              resources(session, Math.max(general, shortLived)).stream()
                  .map(resource ->
                      new Horizon(
                          resource,
                          StoreSettings.SHORT_LIVED.contains(resource)
                              ? Math.max(general, shortLived)
                              : general))
                  .toList());
      for (Horizon horizon : horizons) {
        own.transact(session -> compact(session, horizon));
      }
      Duration kept = configuration.retention().multipliedBy(2);
      own.transact(session ->
          session
              .createMutationQuery(
                  """
                  delete from CommitRow where committedAt < :before
                    and revision < (select max(newest.revision) from CommitRow newest
                                    where newest.committedAt < :before)
                  """)
              .setParameter("before", now.minus(kept))
              .executeUpdate());
    }
  }

  private static long newestBefore(StatelessSession session, Instant moment) {
    Long revision =
        session
            .createSelectionQuery(
                "select max(revision) from CommitRow where committedAt < :moment", Long.class)
            .setParameter("moment", moment)
            .getSingleResultOrNull();
    return Objects.requireNonNullElse(revision, 0L);
  }

  private static List<GroupResource> resources(StatelessSession session, long upTo) {
    return session
        .createSelectionQuery(
            "select distinct c.apiGroup, c.resource from ChangeRow c where c.revision <= :upTo",
            Object[].class)
        .setParameter("upTo", upTo)
        .getResultList()
        .stream()
        .map(row -> new GroupResource((String) row[0], (String) row[1]))
        .toList();
  }

  /** The floor is raised in the transaction that drops the entries: no reader can miss it. */
  private static int compact(StatelessSession session, Horizon horizon) {
    int dropped =
        session
            .createMutationQuery(
                """
                delete from ChangeRow c
                where c.apiGroup = :group and c.resource = :resource and c.revision <= :floor
                  and not exists (
                    select 1 from ChangeRow later
                    where later.previousRevision = c.revision and later.revision > :floor)
                """)
            .setParameter("group", horizon.resource.group())
            .setParameter("resource", horizon.resource.resource())
            .setParameter("floor", horizon.revision)
            .executeUpdate();
    if (dropped == 0) {
      return 0;
    }
    RevisionRow row =
        Objects.requireNonNull(
            session.get(RevisionRow.class, RevisionRow.ID, LockMode.PESSIMISTIC_WRITE));
    raiseFloor(session, horizon);
    if (row.compactedRevision < horizon.revision) {
      row.compactedRevision = horizon.revision;
      session.update(row);
    }
    return dropped;
  }

  private static void raiseFloor(StatelessSession session, Horizon horizon) {
    FloorRow floor =
        session.get(
            FloorRow.class,
            new FloorRow.Key(horizon.resource.group(), horizon.resource.resource()));
    if (floor == null) {
      floor = new FloorRow();
      floor.apiGroup = horizon.resource.group();
      floor.resource = horizon.resource.resource();
      floor.revision = horizon.revision;
      session.insert(floor);
    } else if (floor.revision < horizon.revision) {
      floor.revision = horizon.revision;
      session.update(floor);
    }
  }
}
