package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.ObjectVersion;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.cacher.LogHistory;
import io.binnacle.storage.encryption.EncryptionAtRest;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
      return session.read(open ->
          open.createSelectionQuery(
                  "select revision from CommitRow where committedAt <= :moment"
                      + " order by committedAt desc, revision desc",
                  Long.class)
              .setParameter("moment", moment)
              .setMaxResults(1)
              .getResultStream()
              .mapToLong(Long::longValue)
              .findFirst());
    }
  }

  /** What has not changed since, and what the first change since then replaced. */
  @Override
  public Optional<List<StoredObject>> objectsAt(GroupResource resource, long revision) {
    try (LogSession session = new LogSession(factory)) {
      List<StoredObject> objects =
          session.read(open ->
              open.createNativeQuery(
                      """
                      select api_group, resource, namespace, name, revision, value
                      from store_object
                      where api_group = :group and resource = :resource and revision <= :revision
                      union all
                      select past.api_group, past.resource, past.namespace, past.name,
                             past.revision, past.value
                      from store_change later
                      join store_change past on past.revision = later.previous_revision
                      where later.api_group = :group and later.resource = :resource
                        and later.revision > :revision
                        and later.previous_revision between 1 and :revision
                      """,
                      ObjectRow.class)
                  .setParameter("group", resource.group())
                  .setParameter("resource", resource.resource())
                  .setParameter("revision", revision)
                  .getResultStream()
                  .map(row -> row.object(encryption))
                  .toList());
      // Asked afterwards: what was compacted meanwhile may be missing above.
      return revision < session.read(open -> floor(open, resource))
          ? Optional.empty()
          : Optional.of(objects);
    }
  }

  private static long floor(StatelessSession session, GroupResource resource) {
    RevisionRow row =
        Objects.requireNonNull(session.get(RevisionRow.class, RevisionRow.ID, LockMode.READ));
    FloorRow floor =
        session.get(FloorRow.class, new FloorRow.Key(resource.group(), resource.resource()));
    return Math.max(row.epochRevision, floor == null ? 0 : floor.revision);
  }

  @Override
  public List<ObjectVersion> lineage(long revision) {
    try (LogSession session = new LogSession(factory)) {
      return session.read(open ->
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
              .getResultStream()
              .map(row ->
                  new ObjectVersion(
                      row.object(encryption), row.previousRevision == 0, row.deletion))
              .toList());
    }
  }
}
