package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.ObjectVersion;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.cacher.LogHistory;
import io.binnacle.storage.encryption.EncryptionAtRest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hibernate.LockMode;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/**
 * The past from the tables of the log, over primary keys alone: an index by name would be paid for
 * by every write.
 */
final class PostgresHistory implements LogHistory {
  private static final int MOST_VERSIONS = 1_000;

  private final SessionFactory factory;
  private final EncryptionAtRest encryption;

  PostgresHistory(SessionFactory factory, EncryptionAtRest encryption) {
    this.factory = factory;
    this.encryption = encryption;
  }

  @Override
  public OptionalLong revisionAt(Instant moment) {
    try (LogSession session = new LogSession(factory)) {
      return session.read(open -> CommitRow.newestUntil(open, moment));
    }
  }

  /** What has not changed since, and what the first change since then replaced. */
  @Override
  public Optional<List<StoredObject>> objectsAt(GroupResource resource, long revision) {
    try (LogSession session = new LogSession(factory)) {
      List<ObjectRow> rows =
          session.read(open ->
              open.createNativeQuery(
                      """
                      select api_group, resource, namespace, name, revision, value
                      from store_object
                      where api_group = :group and resource = :resource and revision <= :revision
                      union all
                      select later.api_group, later.resource, later.namespace, later.name,
                             later.previous_revision, coalesce(later.previous_value, past.value)
                      from store_change later
                      left join store_change past
                        on past.revision = later.previous_revision and past.revision <= :revision
                      where later.api_group = :group and later.resource = :resource
                        and later.revision > :revision
                        and later.previous_revision between 1 and :revision
                      """,
                      ObjectRow.class)
                  .setParameter("group", resource.group())
                  .setParameter("resource", resource.resource())
                  .setParameter("revision", revision)
                  .getResultList());
      // Asked afterwards: what was compacted meanwhile, or before, may be missing above.
      return revision < session.read(open -> floor(open, resource))
          ? Optional.empty()
          : Optional.of(rows.stream().map(row -> row.object(encryption)).toList());
    }
  }

  private static long floor(StatelessSession session, GroupResource resource) {
    RevisionRow row = RevisionRow.read(session, LockMode.READ);
    FloorRow floor =
        session.get(FloorRow.class, new FloorRow.Key(resource.group(), resource.resource()));
    return Math.max(row.epochRevision, floor == null ? 0 : floor.revision);
  }

  @Override
  public List<ObjectVersion> lineage(long revision) {
    try (LogSession session = new LogSession(factory)) {
      List<ChangeRow> rows =
          session.read(open ->
              open.createNativeQuery(
                      """
                      with recursive lineage as (
                        select * from store_change where revision = :revision
                        union all
                        select past.* from store_change past
                        join lineage later on later.previous_revision > 0
                          and past.revision = later.previous_revision
                      )
                      select * from lineage order by revision desc limit :most
                      """,
                      ChangeRow.class)
                  .setParameter("revision", revision)
                  .setParameter("most", MOST_VERSIONS)
                  .getResultList());
      List<ObjectVersion> versions = new ArrayList<>();
      for (ChangeRow row : rows) {
        versions.add(
            new ObjectVersion(row.object(encryption), row.previousRevision == 0, row.deletion));
      }
      // Where the log ends, what the last entry replaced stands beside it.
      rows.stream()
          .reduce((earlier, last) -> last)
          .flatMap(last -> last.previous(encryption))
          .ifPresent(kept -> versions.add(new ObjectVersion(kept, false, false)));
      return versions;
    }
  }
}
