package io.binnacle.registry.generic;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.registry.WatchSink;
import io.binnacle.storage.StoredObject;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of a watch over to threads that may block, one at a time and in order. A watch
 * that falls too far behind ends, as does one whose events cannot be told.
 */
final class QueuedEvents implements WatchSink {
  private static final int MAX_WAITING = 1000;

  private final WatchSink sink;
  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;
  private boolean ended;

  QueuedEvents(WatchSink sink, Executor executor) {
    this.sink = sink;
    this.executor = executor;
  }

  private void add(Runnable event) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      if (waiting.size() >= MAX_WAITING) {
        ended = true;
        waiting.clear();
        waiting.add(
            () -> sink.onError(ApiException.expired("the watch cannot keep up: list anew")));
      } else {
        waiting.add(event);
      }
      if (running) {
        return;
      }
      running = true;
    } finally {
      lock.unlock();
    }
    executor.execute(this::run);
  }

  private void run() {
    for (Runnable event = next(); event != null; event = next()) {
      try {
        event.run();
      } catch (ApiException e) {
        end(e);
      }
    }
  }

  private @Nullable Runnable next() {
    lock.lock();
    try {
      Runnable event = waiting.poll();
      running = event != null;
      return event;
    } finally {
      lock.unlock();
    }
  }

  private void end(ApiException error) {
    lock.lock();
    try {
      ended = true;
      waiting.clear();
    } finally {
      lock.unlock();
    }
    sink.onError(error);
  }

  @Override
  public void onEvent(EventType type, StoredObject object) {
    add(() -> sink.onEvent(type, object));
  }

  @Override
  public void onState(Iterator<StoredObject> objects, long revision, boolean initialEventsEnd) {
    add(() -> sink.onState(objects, revision, initialEventsEnd));
  }

  @Override
  public void onBookmark(long revision, boolean initialEventsEnd) {
    add(() -> sink.onBookmark(revision, initialEventsEnd));
  }

  @Override
  public void onEnd() {
    add(sink::onEnd);
  }

  @Override
  public void onError(ApiException error) {
    add(() -> sink.onError(error));
  }
}
