package io.binnacle.storage.memory;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Change;
import io.binnacle.storage.ObjectVersion;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.cacher.CommitLog;
import io.binnacle.storage.cacher.LogHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a database would hold. It outlives the stores that are opened over it, as a database
 * outlives servers. Safe for any thread: everything happens under its lock, as a transaction would
 * under that of the revision row.
 */
public final class MemoryLog {
  /** Far enough that no revision of the lost part is given out again. */
  private static final long EPOCH_JUMP = 1_000_000;

  /** What was before it, nobody can be told. */
  private static final long FIRST = 2;

  private record Key(GroupResource resource, ObjectKey key) {}

  private final NavigableMap<Long, Change> changes = new TreeMap<>();
  private final NavigableMap<Instant, Long> commits = new TreeMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private UUID epoch = UUID.randomUUID();
  private long epochRevision = FIRST;
  private long revision = FIRST;

  /** The log as one server sees it. */
  CommitLog connect() {
    return new Connection();
  }

  /** Loses what came after a revision and starts a new epoch, as the restore of a backup does. */
  public synchronized void restoreTo(long earlier) {
    changes.tailMap(earlier, false).clear();
    epoch = UUID.randomUUID();
    revision += EPOCH_JUMP;
    epochRevision = revision;
    listeners.forEach(Runnable::run);
  }

  private synchronized CommitLog.Position head() {
    return new CommitLog.Position(epoch, revision);
  }

  private synchronized CommitLog.Recovery recover() {
    Map<Key, StoredObject> objects = new HashMap<>();
    for (Change change : changes.values()) {
      StoredObject object = change.current();
      Key key = new Key(object.resource(), object.key());
      if (change.deletion()) {
        objects.remove(key);
      } else {
        objects.put(key, object);
      }
    }
    return new CommitLog.Recovery(
        head(),
        epochRevision,
        List.copyOf(objects.values()),
        List.copyOf(changes.tailMap(epochRevision, false).values()),
        Map.of());
  }

  private synchronized CommitLog.Tail tail(CommitLog.Position seen) {
    if (!seen.epoch().equals(epoch)) {
      throw new CommitLog.PositionLostException("another epoch");
    }
    List<CommitLog.Entry> entries = new ArrayList<>();
    for (Change change : changes.tailMap(seen.revision(), false).values()) {
      entries.add(new CommitLog.Entry(change.deletion(), change.current()));
    }
    return new CommitLog.Tail(head(), entries);
  }

  private synchronized CommitLog.Position append(
      CommitLog.Position seen, Function<CommitLog.Tail, List<Change>> decision) {
    List<Change> appended = decision.apply(tail(seen));
    for (Change change : appended) {
      changes.put(change.revision(), change);
      revision = change.revision();
    }
    commits.put(Instant.now(), revision);
    return head();
  }

  private synchronized OptionalLong revisionAt(Instant moment) {
    Map.Entry<Instant, Long> commit = commits.floorEntry(moment);
    return commit == null ? OptionalLong.empty() : OptionalLong.of(commit.getValue());
  }

  private synchronized Optional<List<StoredObject>> objectsAt(GroupResource resource, long wanted) {
    if (wanted < epochRevision) {
      return Optional.empty();
    }
    Map<ObjectKey, StoredObject> objects = new HashMap<>();
    for (Change change : changes.headMap(wanted, true).values()) {
      StoredObject object = change.current();
      if (object.resource().equals(resource)) {
        if (change.deletion()) {
          objects.remove(object.key());
        } else {
          objects.put(object.key(), object);
        }
      }
    }
    return Optional.of(List.copyOf(objects.values()));
  }

  private synchronized List<ObjectVersion> lineage(long newest) {
    List<ObjectVersion> versions = new ArrayList<>();
    Change change = changes.get(newest);
    while (change != null) {
      StoredObject previous = change.previous();
      versions.add(new ObjectVersion(change.current(), previous == null, change.deletion()));
      change = previous == null ? null : changes.get(previous.revision());
    }
    return versions;
  }

  private final class History implements LogHistory {
    @Override
    public OptionalLong revisionAt(Instant moment) {
      return MemoryLog.this.revisionAt(moment);
    }

    @Override
    public Optional<List<StoredObject>> objectsAt(GroupResource resource, long wanted) {
      return MemoryLog.this.objectsAt(resource, wanted);
    }

    @Override
    public List<ObjectVersion> lineage(long newest) {
      return MemoryLog.this.lineage(newest);
    }
  }

  private final class Connection implements CommitLog {
    private final AtomicReference<@Nullable Runnable> listener = new AtomicReference<>();

    @Override
    public Recovery recover() {
      return MemoryLog.this.recover();
    }

    @Override
    public Position head() {
      return MemoryLog.this.head();
    }

    @Override
    public Tail tail(Position seen) {
      return MemoryLog.this.tail(seen);
    }

    @Override
    public Position append(Position seen, Function<Tail, List<Change>> decision) {
      Position position = MemoryLog.this.append(seen, decision);
      Runnable own = listener.get();
      for (Runnable other : listeners) {
        if (other != own) {
          other.run();
        }
      }
      return position;
    }

    @Override
    public LogHistory history() {
      return new History();
    }

    @Override
    public void onAppend(Runnable called) {
      listener.set(called);
      listeners.add(called);
    }

    @Override
    public void close() {
      listeners.remove(Objects.requireNonNullElse(listener.get(), () -> {}));
    }
  }
}
