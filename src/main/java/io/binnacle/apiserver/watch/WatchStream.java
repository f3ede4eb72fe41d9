package io.binnacle.apiserver.watch;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.registry.WatchSink;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchSubscription;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One open watch. Holds no thread: changes wait in a bounded buffer until the connection takes
 * them, and a client that does not keep up is disconnected when the buffer is full; it resumes from
 * the last version it saw. The state that a watch begins with is not buffered but read from its
 * snapshot as the connection takes it, whatever its size.
 *
 * <p>The store's thread puts changes in, a container thread takes them out; whichever of them finds
 * the connection ready, and nobody else writing, writes. The fields are guarded by this object's
 * lock, under which nothing is encoded or written; {@link #draining} makes sure of one writer.
 */
final class WatchStream implements WatchSink, WriteListener {
  private static final System.Logger LOG = System.getLogger(WatchStream.class.getName());

  /**
   * What streams share.
   *
   * @param executor drains states, so that no thread of the store does
   */
  record Environment(WatchMetrics.Series figures, WatchBudget budget, Executor executor) {}

  private record InitialState(
      Iterator<StoredObject> objects, long revision, boolean initialEventsEnd) {}

  private final WatchConnection out;
  private final FrameEncoder frames;
  private final BookmarkRhythm bookmarks;
  private final Environment environment;
  private final WatchBuffer buffer;
  private @Nullable InitialState state;
  private long toldRevision;
  private long deliveredRevision;
  private boolean writable;
  private boolean draining;
  private boolean ending;
  private boolean ended;
  private @Nullable WatchSubscription subscription;
  private @Nullable ScheduledFuture<?> timeout;

  /**
   * @param out the connection to the client
   * @param bookmarks when the client is told how far it is
   */
  WatchStream(
      WatchConnection out,
      FrameEncoder frames,
      BookmarkRhythm bookmarks,
      Environment environment) {
    this.out = out;
    this.frames = frames;
    this.bookmarks = bookmarks;
    this.environment = environment;
    this.buffer = new WatchBuffer(environment.budget());
  }

  /** To be called once the watch is open; ends it at once where the stream has ended meanwhile. */
  void opened(WatchSubscription opened, ScheduledFuture<?> endsAt) {
    boolean late;
    synchronized (this) {
      subscription = opened;
      timeout = endsAt;
      late = ended || ending;
    }
    if (late) {
      release();
    }
  }

  @Override
  public void onState(Iterator<StoredObject> objects, long revision, boolean initialEventsEnd) {
    synchronized (this) {
      if (ending) {
        return;
      }
      state = new InitialState(objects, revision, initialEventsEnd);
      if (!writable) {
        return;
      }
    }
    environment.executor().execute(this::drain);
  }

  @Override
  public void onEvent(EventType type, StoredObject object) {
    boolean overfull;
    synchronized (this) {
      if (ending) {
        return;
      }
      buffer.add(new Waiting.Event(type, object));
      environment.figures().events().inc();
      toldRevision = object.revision();
      overfull = buffer.isOverfull();
      if (overfull) {
        environment.figures().terminated().inc();
        stop();
        buffer.add(
            new Waiting.Failure(
                ApiException.expired("the watch fell too far behind; list and watch anew")));
      }
    }
    drainChanges();
    if (overfull) {
      release();
    }
  }

  @Override
  public void onBookmark(long revision, boolean initialEventsEnd) {
    synchronized (this) {
      if (ending) {
        return;
      }
      deliveredRevision = Math.max(deliveredRevision, revision);
      if (state != null || (!initialEventsEnd && !bookmarks.due())) {
        return;
      }
      bookmark(revision, initialEventsEnd);
    }
    drainChanges();
  }

  private void bookmark(long revision, boolean initialEventsEnd) {
    toldRevision = Math.max(toldRevision, revision);
    buffer.add(new Waiting.Bookmark(revision, initialEventsEnd));
  }

  @Override
  public void onEnd() {
    end();
  }

  @Override
  public void onError(ApiException error) {
    synchronized (this) {
      if (ending) {
        return;
      }
      ending = true;
      state = null;
      buffer.add(new Waiting.Failure(error));
    }
    drain();
    release();
  }

  /**
   * Ends the watch in order, when its time is up or the server stops; a last bookmark lets the
   * client resume where it ended. A client that has not got all of its state has nothing to resume.
   */
  void end() {
    synchronized (this) {
      if (ending) {
        return;
      }
      if (state == null && bookmarks.wanted() && deliveredRevision > toldRevision) {
        bookmark(deliveredRevision, false);
      }
      ending = true;
      state = null;
    }
    drain();
    release();
  }

  @Override
  public void onWritePossible() {
    synchronized (this) {
      writable = true;
    }
    drain();
  }

  @Override
  public void onError(Throwable broken) {
    LOG.log(Level.DEBUG, "A watch lost its client", broken);
    abort();
  }

  /** Ends the watch without a word: its client is gone, or was never told of it. */
  void abort() {
    synchronized (this) {
      stop();
    }
    complete();
    release();
  }

  /** The response is over, however that came. Idempotent. */
  void completed() {
    synchronized (this) {
      ended = true;
      stop();
    }
    release();
  }

  private void stop() {
    ending = true;
    state = null;
    buffer.clear();
  }

  /** For threads of the store: a state that is under way is for others to write. */
  private void drainChanges() {
    synchronized (this) {
      if (state != null) {
        return;
      }
    }
    drain();
  }

  private void drain() {
    synchronized (this) {
      if (draining || ended || !writable) {
        return;
      }
      draining = true;
    }
    try {
      write();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A watch lost its client", e);
      abort();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A watch failed", e);
      abort();
    }
  }

  /** Writes while the connection takes it. One thread at a time. */
  private void write() throws IOException {
    boolean unflushed = false;
    while (claim()) {
      byte[] frame = next();
      if (frame != null) {
        out.write(frame);
        unflushed = true;
      } else if (unflushed) {
        out.flush();
        unflushed = false;
      } else if (isDrained()) {
        return;
      }
    }
  }

  /**
   * Whether the connection takes more. Where it does not, the container will call {@link
   * #onWritePossible}, perhaps while this is finding out.
   */
  private boolean claim() {
    while (true) {
      synchronized (this) {
        if (ended) {
          draining = false;
          return false;
        }
        writable = false;
      }
      boolean ready = out.isReady();
      synchronized (this) {
        if (ready) {
          writable = true;
          return true;
        }
        if (!writable) {
          draining = false;
          return false;
        }
      }
    }
  }

  /** Lets the writing go when nothing is left to write, and the response where nothing will be. */
  private boolean isDrained() {
    boolean over;
    synchronized (this) {
      if (state != null || !buffer.isEmpty()) {
        return false;
      }
      draining = false;
      over = ending;
    }
    if (over) {
      complete();
    }
    return true;
  }

  private byte @Nullable [] next() {
    InitialState initial;
    synchronized (this) {
      initial = state;
    }
    if (initial == null) {
      return nextChange();
    }
    if (initial.objects().hasNext()) {
      environment.figures().events().inc();
      return frames.event(EventType.ADDED, initial.objects().next(), false);
    }
    boolean tell = initial.initialEventsEnd() || bookmarks.followsState();
    synchronized (this) {
      if (state != initial) {
        return nextChange();
      }
      state = null;
      deliveredRevision = Math.max(deliveredRevision, initial.revision());
      toldRevision = Math.max(toldRevision, tell ? initial.revision() : 0);
    }
    return tell ? frames.bookmark(initial.revision(), initial.initialEventsEnd()) : nextChange();
  }

  private byte @Nullable [] nextChange() {
    Waiting next;
    synchronized (this) {
      next = buffer.poll();
    }
    return next == null ? null : next.encode(frames);
  }

  private void complete() {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    out.complete();
  }

  /**
   * Outside the lock: closing a subscription may wait for a call to this stream that is under way.
   */
  private void release() {
    WatchSubscription open;
    ScheduledFuture<?> scheduled;
    synchronized (this) {
      open = subscription;
      scheduled = timeout;
      subscription = null;
      timeout = null;
    }
    if (open != null) {
      open.close();
    }
    if (scheduled != null) {
      scheduled.cancel(false);
    }
  }
}
