package io.binnacle.storage.postgres;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.Change;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.StoreException.Reason;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.cacher.CommitLog;
import io.binnacle.storage.cacher.LogHistory;
import io.binnacle.storage.encryption.EncryptionAtRest;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.LockMode;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/** The log in PostgreSQL. */
final class PostgresLog implements CommitLog {
  /** How long after a failed COMMIT its outcome is looked for. */
  private static final Duration OUTCOME_PATIENCE = Duration.ofSeconds(8);

  /** Longer than a commit can wait for the lock. */
  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(20);

  /** A row is read, and no lock waited for. */
  private static final Duration READ_PATIENCE = Duration.ofSeconds(10);

  private static final int FETCH_SIZE = 2_000;

  private final DataSource dataSource;
  private final SessionFactory factory;
  private final EncryptionAtRest encryption;
  private final CommitWriter writer;
  private final ThreadFactory threadFactory;
  private final String self = UUID.randomUUID().toString();
  private final LogSession committing;
  private final LogSession reading;
  private final AtomicReference<@Nullable RevisionNotifications> notifications =
      new AtomicReference<>();

  PostgresLog(
      DataSource dataSource,
      SessionFactory factory,
      EncryptionAtRest encryption,
      CommitWriter writer,
      ThreadFactory threadFactory) {
    this.dataSource = dataSource;
    this.factory = factory;
    this.encryption = encryption;
    this.writer = writer;
    this.threadFactory = threadFactory;
    this.committing = new LogSession(factory, COMMIT_PATIENCE);
    this.reading = new LogSession(factory, READ_PATIENCE);
  }

  @Override
  public Recovery recover() {
    try (LogSession own = new LogSession(factory)) {
      // One snapshot of all tables, without keeping writers away while it is read.
      own.read(session -> isolation(session, Connection.TRANSACTION_REPEATABLE_READ));
      Recovery recovery = own.transact(this::recovery);
      own.read(session -> isolation(session, Connection.TRANSACTION_READ_COMMITTED));
      return recovery;
    }
  }

  private static boolean isolation(StatelessSession session, int level) {
    session.doWork(connection -> connection.setTransactionIsolation(level));
    return true;
  }

  private Recovery recovery(StatelessSession session) {
    RevisionRow row = RevisionRow.read(session, LockMode.READ);
    List<StoredObject> objects;
    try (Stream<ObjectRow> rows =
        session
            .createSelectionQuery("from ObjectRow", ObjectRow.class)
            .setFetchSize(FETCH_SIZE)
            .getResultStream()) {
      objects = rows.map(kept -> kept.object(encryption)).toList();
    }
    Map<GroupResource, Long> floors = new HashMap<>();
    for (FloorRow floor :
        session.createSelectionQuery("from FloorRow", FloorRow.class).getResultList()) {
      floors.put(floor.groupResource(), floor.revision);
    }
    LogReconstruction log = new LogReconstruction(encryption, row.epochRevision, floors);
    try (Stream<ChangeRow> rows =
        session
            .createSelectionQuery("from ChangeRow order by revision", ChangeRow.class)
            .setFetchSize(FETCH_SIZE)
            .getResultStream()) {
      rows.forEach(log::add);
    }
    return new Recovery(row.position(), row.epochRevision, objects, log.changes(), log.floors());
  }

  @Override
  public Position head() {
    return reading.read(session -> RevisionRow.read(session, LockMode.READ)).position();
  }

  @Override
  public Tail tail(Position seen) {
    try {
      // All on one connection: the next may lead to another database, after a failover.
      return committing.read(session -> {
        Tail tail = tail(session, RevisionRow.read(session, LockMode.READ), seen);
        if (!tail.entries().isEmpty()) {
          // Entries may have been compacted away between the two reads.
          requireRetained(RevisionRow.read(session, LockMode.READ), seen);
        }
        return tail;
      });
    } catch (PositionLostException e) {
      resumeAfter(seen);
      throw e;
    }
  }

  private static void requireRetained(RevisionRow row, Position seen) {
    if (seen.revision() < row.compactedRevision && seen.revision() < row.revision) {
      throw new PositionLostException("changes that were not seen are compacted away");
    }
  }

  /** Starts a new epoch when the log lacks what a server once knew of it. */
  void resumeAfter(Position known) {
    committing.transact(session -> startEpochIfSetBack(session, known));
  }

  private Tail tail(StatelessSession session, RevisionRow row, Position seen) {
    if (row.position().contradicts(seen) || isMissing(session, row, seen)) {
      throw new PositionLostException("the database was set back");
    }
    requireRetained(row, seen);
    return new Tail(
        row.position(), row.revision == seen.revision() ? List.of() : entries(session, seen, row));
  }

  private List<Entry> entries(StatelessSession session, Position after, RevisionRow upTo) {
    return session
        .createSelectionQuery(
            "from ChangeRow where revision > :after and revision <= :upTo order by revision",
            ChangeRow.class)
        .setParameter("after", after.revision())
        .setParameter("upTo", upTo.revision)
        .getResultList()
        .stream()
        .map(row -> row.entry(encryption))
        .toList();
  }

  /**
   * Whether the log has no trace of the commit that was seen: after a failover to a replica that
   * lagged, a server that had followed less far may go on before anybody notices what is lost, and
   * the log is soon longer than it ever was.
   */
  private static boolean isMissing(StatelessSession session, RevisionRow row, Position seen) {
    return seen.commit() != null
        && seen.revision() < row.revision
        && seen.revision() > row.epochRevision
        && session.get(CommitRow.class, seen.commit()) == null;
  }

  /** A restore or a replica brings the old epoch back, in which something is not as it was seen. */
  private static boolean isSetBack(StatelessSession session, RevisionRow row, Position seen) {
    return row.epoch.equals(seen.epoch())
        && (row.position().contradicts(seen)
            || (isMissing(session, row, seen) && CommitRow.reachBackTo(session, seen.revision())));
  }

  private static boolean startEpochIfSetBack(StatelessSession session, Position seen) {
    RevisionRow row = RevisionRow.read(session, LockMode.PESSIMISTIC_WRITE);
    if (isSetBack(session, row, seen)) {
      row.startEpoch(seen.revision());
      session.update(row);
    }
    return true;
  }

  @Override
  public Position append(Position seen, Function<Tail, List<Change>> decision) {
    Append append = new Append(seen, decision);
    try {
      return append.run();
    } catch (PositionLostException e) {
      resumeAfter(append.known);
      throw e;
    }
  }

  private static RuntimeException refusal(LogSession.FailedException e) {
    return e.isRejection() ? new RejectedException(String.valueOf(e.getMessage()), e) : e.failure();
  }

  /** One append with its tries. */
  private final class Append {
    private final Function<Tail, List<Change>> decision;

    /** How far the store knows the log, which each call of the decision adds to. */
    private Position known;

    private Position decided;

    Append(Position seen, Function<Tail, List<Change>> decision) {
      this.decision = decision;
      this.known = seen;
      this.decided = seen;
    }

    Position run() {
      try {
        return attempt();
      } catch (LogSession.FailedException e) {
        if (!e.isWorthAnotherTry()) {
          throw refusal(e);
        }
      }
      // Nothing took effect: most often the database was restarted, and a new connection works. It
      // may lead to another database, though, which lacks what the decision was handed.
      try {
        return attempt();
      } catch (LogSession.FailedException again) {
        throw refusal(again);
      }
    }

    private Position attempt() throws LogSession.FailedException {
      UUID commitId = UUID.randomUUID();
      try {
        return committing.commit(session -> write(session, commitId));
      } catch (LogSession.CommitFailedException e) {
        return outcome(commitId, e)
            .map(committed -> decided)
            .orElseThrow(() ->
                new StoreException(
                    Reason.UNAVAILABLE, "the commit was lost: " + e.getMessage(), e));
      }
    }

    private Position write(StatelessSession session, UUID commitId) {
      RevisionRow row = RevisionRow.read(session, LockMode.PESSIMISTIC_WRITE);
      Tail tail = tail(session, row, known);
      known = tail.position();
      List<Change> changes = decision.apply(tail);
      if (!changes.isEmpty()) {
        row.revision = changes.getLast().revision();
        row.commitId = commitId;
        writer.write(session, row, changes, commitId);
        notifyOthers(session);
      }
      decided = row.position();
      return decided;
    }
  }

  private void notifyOthers(StatelessSession session) {
    RevisionNotifications listening = notifications.get();
    if (listening != null && listening.isListening()) {
      session
          .createNativeQuery("select 1 from pg_notify(:channel, :self)", Integer.class)
          .setParameter("channel", RevisionNotifications.CHANNEL)
          .setParameter("self", self)
          .getSingleResult();
    }
  }

  /**
   * Finds out whether a commit took effect whose answer did not arrive: the lock is not free before
   * the old transaction has ended, and then its row is there or is not.
   *
   * @return the commit's id when it did
   */
  private Optional<UUID> outcome(UUID commitId, LogSession.CommitFailedException failure) {
    long deadline = System.nanoTime() + OUTCOME_PATIENCE.toNanos();
    StoreException last = null;
    while (System.nanoTime() < deadline) {
      try {
        return committing.transact(session -> {
          RevisionRow.read(session, LockMode.PESSIMISTIC_WRITE);
          return Optional.ofNullable(session.get(CommitRow.class, commitId)).map(row -> row.id);
        });
      } catch (StoreException e) {
        last = e;
        if (!pause()) {
          break;
        }
      }
    }
    failure.addSuppressed(Objects.requireNonNullElse(last, failure));
    throw new StoreException(Reason.UNKNOWN_OUTCOME, "the connection died in the commit", failure);
  }

  private static boolean pause() {
    try {
      Thread.sleep(Duration.ofMillis(200));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public LogHistory history() {
    return new PostgresHistory(factory, encryption);
  }

  @Override
  public void onAppend(Runnable listener) {
    RevisionNotifications listening =
        new RevisionNotifications(dataSource, self, listener, RevisionNotifications.USUAL_SILENCE);
    notifications.set(listening);
    threadFactory.newThread(listening).start();
  }

  @Override
  public void close() {
    RevisionNotifications listening = notifications.getAndSet(null);
    if (listening != null) {
      listening.close();
    }
    committing.close();
    reading.close();
    factory.close();
  }
}
