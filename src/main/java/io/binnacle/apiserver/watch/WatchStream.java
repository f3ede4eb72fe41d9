package io.binnacle.apiserver.watch;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.registry.WatchSink;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchSubscription;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One open watch over HTTP. Holds no thread: frames wait in a bounded buffer until the connection
 * takes them, and a client that does not keep up is disconnected when the buffer is full; it
 * resumes from the last version it saw.
 *
 * <p>The store's thread puts frames in, a container thread takes them out; whichever of them finds
 * the connection ready writes. All state is guarded by this object's lock, and nothing under the
 * lock blocks.
 */
final class WatchStream implements WatchSink, WriteListener {
  /** What may wait for one client before it counts as too slow. */
  private static final int MAX_BUFFERED_BYTES = 8 * 1024 * 1024;

  private static final int MAX_BUFFERED_FRAMES = 10_000;

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final FrameEncoder frames;
  private final BookmarkRhythm bookmarks;
  private final WatchMetrics.Series figures;
  private final ArrayDeque<byte[]> buffer = new ArrayDeque<>();
  private int bufferedBytes;
  private long toldRevision;
  private long deliveredRevision;
  private boolean inSnapshot;
  private boolean writable;
  private boolean ending;
  private boolean ended;
  private @Nullable WatchSubscription subscription;
  private @Nullable ScheduledFuture<?> timeout;

  /**
   * @param context started, with the container's own response
   * @param bookmarks when the client is told how far it is
   * @param inSnapshot whether the watch begins with the current state, whose events cannot be
   *     resumed behind
   */
  WatchStream(
      AsyncContext context,
      FrameEncoder frames,
      BookmarkRhythm bookmarks,
      boolean inSnapshot,
      WatchMetrics.Series figures)
      throws IOException {
    this.context = context;
    this.out = context.getResponse().getOutputStream();
    this.figures = figures;
    this.frames = frames;
    this.bookmarks = bookmarks;
    this.inSnapshot = inSnapshot;
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
  public void onEvent(EventType type, StoredObject object) {
    boolean overflow;
    synchronized (this) {
      if (ending) {
        return;
      }
      offer(frames.event(type, object, !inSnapshot));
      figures.events().inc();
      if (!inSnapshot) {
        toldRevision = object.revision();
      }
      overflow = bufferedBytes > MAX_BUFFERED_BYTES || buffer.size() > MAX_BUFFERED_FRAMES;
      if (overflow) {
        figures.terminated().inc();
        ending = true;
        buffer.clear();
        bufferedBytes = 0;
        offer(
            frames.error(
                ApiException.expired("the watch fell too far behind; list and watch anew")));
      }
      drain();
    }
    if (overflow) {
      release();
    }
  }

  @Override
  public synchronized void onSynced(long revision) {
    inSnapshot = false;
    deliveredRevision = revision;
    if (!ending && bookmarks.followsState()) {
      bookmark(revision, false);
    }
  }

  @Override
  public synchronized void onBookmark(long revision, boolean initialEventsEnd) {
    if (ending) {
      return;
    }
    deliveredRevision = revision;
    if (initialEventsEnd || bookmarks.due()) {
      bookmark(revision, initialEventsEnd);
    }
  }

  private void bookmark(long revision, boolean initialEventsEnd) {
    toldRevision = revision;
    offer(frames.bookmark(revision, initialEventsEnd));
    drain();
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
      offer(frames.error(error));
      drain();
    }
    release();
  }

  /**
   * Ends the watch in order, when its time is up or the server stops; a last bookmark lets the
   * client resume where it ended.
   */
  void end() {
    synchronized (this) {
      if (ending) {
        return;
      }
      if (bookmarks.wanted() && deliveredRevision > toldRevision) {
        bookmark(deliveredRevision, false);
      }
      ending = true;
      drain();
    }
    release();
  }

  private void offer(byte[] frame) {
    buffer.add(frame);
    bufferedBytes += frame.length;
  }

  @Override
  public synchronized void onWritePossible() {
    writable = true;
    drain();
  }

  @Override
  public void onError(Throwable broken) {
    synchronized (this) {
      ending = true;
      buffer.clear();
      complete();
    }
    release();
  }

  private void drain() {
    if (ended || !writable) {
      return;
    }
    try {
      boolean wrote = false;
      while (out.isReady()) {
        byte[] frame = buffer.poll();
        if (frame != null) {
          bufferedBytes -= frame.length;
          out.write(frame);
          wrote = true;
        } else if (wrote) {
          out.flush();
          wrote = false;
        } else {
          if (ending) {
            complete();
          }
          return;
        }
      }
    } catch (IOException e) {
      ending = true;
      buffer.clear();
      complete();
    }
  }

  private void complete() {
    if (!ended) {
      ended = true;
      context.complete();
    }
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
