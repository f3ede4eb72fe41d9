package io.binnacle.storage.cacher;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.storage.Change;
import io.binnacle.storage.StoredObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The durable, totally ordered log under a store, which any number of servers may append to. Its
 * methods block; each says on which thread of the store it is called. All of them throw {@link
 * io.binnacle.storage.StoreException} UNAVAILABLE when the log cannot be reached.
 */
public interface CommitLog extends AutoCloseable {

  /**
   * A place in the log.
   *
   * @param epoch changes when the log was set back, such as by a restore: revisions of different
   *     epochs cannot be compared
   * @param commit the one that led there: a log that was set back and went on from there has come
   *     to the same revision by another one; null where that is not known
   */
  record Position(UUID epoch, long revision, @Nullable UUID commit) {

    /** In a log that is never set back within an epoch. */
    public Position(UUID epoch, long revision) {
      this(epoch, revision, null);
    }

    /** Whether no log that was at the earlier place, and has only grown since, can be here. */
    public boolean contradicts(Position earlier) {
      return !epoch.equals(earlier.epoch)
          || revision < earlier.revision
          || (revision == earlier.revision
              && commit != null
              && earlier.commit != null
              && !commit.equals(earlier.commit));
    }
  }

  /** One entry as it lies in the log; for a deletion the object is the last state. */
  record Entry(boolean deletion, StoredObject object) {
    public long revision() {
      return object.revision();
    }
  }

  /**
   * All there is, at one position.
   *
   * @param epochRevision where the epoch began: nothing before it can be told
   * @param log the retained changes in revision order
   * @param floors for each resource that has lost changes: the revision up to which they may be
   *     missing
   */
  record Recovery(
      Position position,
      long epochRevision,
      List<StoredObject> objects,
      List<Change> log,
      Map<GroupResource, Long> floors) {}

  /** What was appended behind a position, and the position that this leads to. */
  record Tail(Position position, List<Entry> entries) {}

  /**
   * The position that was asked from is not in this log any more: it was set back, or the entries
   * behind it are compacted away. Whoever sees this must recover.
   */
  final class PositionLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public PositionLostException(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * The log cannot keep one of the changes for what it says, such as a name that is too long;
   * nothing was appended. Others may well be kept.
   */
  final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RejectedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Reads everything. Committer, at the start and after a position was lost. */
  Recovery recover();

  /** The newest position, in one round trip. Head reader. */
  Position head();

  /**
   * What was appended behind a position. Committer.
   *
   * @throws PositionLostException when the log cannot tell
   */
  Tail tail(Position seen);

  /** What the log tells of the past beyond what the cache has in memory; nothing by default. */
  default LogHistory history() {
    return LogHistory.NONE;
  }

  /**
   * Appends in one transaction: locks the head of the log, hands {@code decision} what was appended
   * behind {@code seen}, and appends the changes that it answers, whose revisions it has counted on
   * from the head. The decision may be asked again when a transaction failed without any effect:
   * then it is handed what was appended behind what it was handed before. Durable on return.
   * Committer.
   *
   * @return the position after the append
   * @throws PositionLostException when the log cannot tell what was appended behind the position
   * @throws RejectedException when the log cannot keep one of the changes
   * @throws io.binnacle.storage.StoreException UNAVAILABLE when nothing was appended, STORAGE_FULL
   *     when there is no room for it; UNKNOWN_OUTCOME when that cannot be found out
   */
  Position append(Position seen, Function<Tail, List<Change>> decision);

  /**
   * Asks for a call, on any thread, soon after anybody appended. The call must return at once.
   * Called once, before any other method; calls may be missed, so the store polls as well.
   */
  void onAppend(Runnable listener);

  /** Releases what the store of one server holds; the log itself stays. */
  @Override
  void close();
}
