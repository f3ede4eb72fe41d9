package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.encryption.EncryptionAtRest;
import io.binnacle.storage.encryption.EncryptionKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/**
 * Brings what a database keeps to what the configuration says: encrypts with the key ring's first
 * key what shall be encrypted, decrypts what shall not be. Objects keep their revisions, so neither
 * clients nor servers, which may run meanwhile, notice.
 *
 * <p>For one thread.
 */
public final class Reencryption implements AutoCloseable {
  /** Rows of one transaction, which holds the lock that all writers wait for. */
  private static final int PAGE = 200;

  /** Servers that still write with an older key are followed this often. */
  private static final int MOST_PASSES = 10;

  private final SessionFactory factory;
  private final LogSession session;
  private final EncryptionAtRest encryption;
  private final InstantSource clock;

  /**
   * What was done.
   *
   * @param values of objects and of their history that were written anew
   * @param complete whether a last pass found nothing to do; not so while some server goes on
   *     writing with an older key
   * @param retired the keys that no value needs any more; backups may
   */
  public record Result(long values, boolean complete, List<String> retired) {}

  private Reencryption(SessionFactory factory, EncryptionAtRest encryption, InstantSource clock) {
    this.factory = factory;
    this.session = new LogSession(factory);
    this.encryption = encryption;
    this.clock = clock;
  }

  /**
   * @throws io.binnacle.storage.StoreException UNAVAILABLE when the database cannot be reached
   */
  public static Reencryption open(
      DatabaseAddress database, EncryptionAtRest encryption, InstantSource clock) {
    var dataSource = DataSources.direct(database);
    PersistenceUnit.migrate(dataSource);
    return new Reencryption(PersistenceUnit.open(dataSource), encryption, clock);
  }

  /** Whether values of the database are or once were encrypted with a key. */
  public boolean wasUsed(EncryptionKey key) {
    return session.read(open -> RegisteredKeys.isKnown(open, key.id()));
  }

  /**
   * Goes over all values until one pass finds none to be written anew.
   *
   * @throws io.binnacle.storage.StoreException UNAVAILABLE when the database cannot be reached, a
   *     key is missing, or a value was damaged: what was done until then stays
   */
  public Result run() {
    session.transact(open -> RegisteredKeys.register(open, encryption, clock.instant()));
    long values = 0;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      long renewed = objects() + changes();
      values += renewed;
      if (renewed == 0) {
        return new Result(values, true, retire());
      }
    }
    return new Result(values, false, List.of());
  }

  private List<String> retire() {
    String primary =
        encryption.resources().isEmpty()
            ? ""
            : encryption.keys().primary().map(EncryptionKey::id).orElse("");
    List<String> others =
        session.read(RegisteredKeys::inUse).stream().filter(id -> !id.equals(primary)).toList();
    session.transact(open -> RegisteredKeys.retireOthers(open, primary, clock.instant()));
    return others;
  }

  private Set<String> named() {
    // Never empty: an empty list is no SQL.
    Set<String> named =
        encryption.resources().stream()
            .map(resource -> resource.group() + "/" + resource.resource())
            .collect(Collectors.toSet());
    named.add("");
    return named;
  }

  private record RenewedObject(ObjectRow row, byte[] value) {}

  private long objects() {
    long renewed = 0;
    ObjectRow last = new ObjectRow();
    while (true) {
      ObjectRow after = last;
      List<ObjectRow> page = session.read(open -> objectsAfter(open, after));
      if (page.isEmpty()) {
        return renewed;
      }
      last = page.getLast();
      List<RenewedObject> changed = new ArrayList<>();
      for (ObjectRow row : page) {
        encryption
            .renewed(
                new GroupResource(row.apiGroup, row.resource),
                new ObjectKey(row.namespace, row.name),
                row.revision,
                row.value)
            .ifPresent(value -> changed.add(new RenewedObject(row, value)));
      }
      renewed += changed.isEmpty() ? 0 : session.transact(open -> writeObjects(open, changed));
    }
  }

  private List<ObjectRow> objectsAfter(StatelessSession open, ObjectRow after) {
    return open.createNativeQuery(
            """
            select * from store_object
            where (get_byte(value, 0) = 0 or api_group || '/' || resource in (:named))
              and (api_group, resource, namespace, name) > (:group, :resource, :namespace, :name)
            order by api_group, resource, namespace, name limit :page
            """,
            ObjectRow.class)
        .setParameterList("named", named())
        .setParameter("group", after.apiGroup)
        .setParameter("resource", after.resource)
        .setParameter("namespace", after.namespace)
        .setParameter("name", after.name)
        .setParameter("page", PAGE)
        .getResultList();
  }

  /** Under the lock of all writers, whose rows would otherwise be locked in another order. */
  private static long writeObjects(StatelessSession open, List<RenewedObject> changed) {
    open.get(RevisionRow.class, RevisionRow.ID, LockMode.PESSIMISTIC_WRITE);
    long written = 0;
    for (RenewedObject renewed : changed) {
      written +=
          open.createMutationQuery(
                  """
                  update ObjectRow set value = :value
                  where apiGroup = :group and resource = :resource and namespace = :namespace
                    and name = :name and revision = :revision
                  """)
              .setParameter("value", renewed.value)
              .setParameter("group", renewed.row.apiGroup)
              .setParameter("resource", renewed.row.resource)
              .setParameter("namespace", renewed.row.namespace)
              .setParameter("name", renewed.row.name)
              .setParameter("revision", renewed.row.revision)
              .executeUpdate();
    }
    return written;
  }

  /** What is to be written anew of an entry of the log: its version, and the one before. */
  private record RenewedChange(
      ChangeRow row, Optional<byte[]> value, Optional<byte[]> previousValue) {}

  private Optional<byte[]> renewed(ChangeRow row, long revision, byte[] value) {
    return encryption.renewed(
        new GroupResource(row.apiGroup, row.resource),
        new ObjectKey(row.namespace, row.name),
        revision,
        value);
  }

  private Optional<byte[]> renewedPrevious(ChangeRow row) {
    return Optional.ofNullable(row.previousValue)
        .flatMap(kept -> renewed(row, row.previousRevision, kept));
  }

  private long changes() {
    long renewed = 0;
    long last = 0;
    while (true) {
      long after = last;
      List<ChangeRow> page = session.read(open -> changesAfter(open, after));
      if (page.isEmpty()) {
        return renewed;
      }
      last = page.getLast().revision;
      List<RenewedChange> changed = new ArrayList<>();
      for (ChangeRow row : page) {
        RenewedChange change =
            new RenewedChange(row, renewed(row, row.revision, row.value), renewedPrevious(row));
        if (change.value.isPresent() || change.previousValue.isPresent()) {
          changed.add(change);
        }
      }
      renewed += changed.isEmpty() ? 0 : session.transact(open -> writeChanges(open, changed));
    }
  }

  private List<ChangeRow> changesAfter(StatelessSession open, long after) {
    return open.createNativeQuery(
            """
            select * from store_change
            where (get_byte(value, 0) = 0 or get_byte(previous_value, 0) = 0
                or api_group || '/' || resource in (:named))
              and revision > :after
            order by revision limit :page
            """,
            ChangeRow.class)
        .setParameterList("named", named())
        .setParameter("after", after)
        .setParameter("page", PAGE)
        .getResultList();
  }

  private static long writeChanges(StatelessSession open, List<RenewedChange> changed) {
    long written = 0;
    for (RenewedChange renewed : changed) {
      if (renewed.value.isPresent()) {
        written += write(open, "value", renewed.row.revision, renewed.value.get());
      }
      if (renewed.previousValue.isPresent()) {
        written += write(open, "previousValue", renewed.row.revision, renewed.previousValue.get());
      }
    }
    return written;
  }

  private static long write(StatelessSession open, String field, long revision, byte[] value) {
    return open.createMutationQuery(
            "update ChangeRow set " + field + " = :value where revision = :revision")
        .setParameter("value", value)
        .setParameter("revision", revision)
        .executeUpdate();
  }

  @Override
  public void close() {
    session.close();
    factory.close();
  }
}
