package io.binnacle.client;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link Target} in step with the server: one list, then watches, each from where the last
 * one ended; when the server no longer knows that point (410), a list again. It holds no thread
 * while a watch is open. After a failure it waits, longer each time it fails in a row.
 */
final class Reflector implements AutoCloseable {
  /** What the reflector fills; it makes one call at a time. */
  interface Target {
    /** Everything there is: what is not in the list is gone. */
    void replace(List<ApiObject> items);

    void apply(WatchEvent event);
  }

  /** What a reflector runs on. */
  record Runtime(Executor executor, DelayedExecutor timer, RandomGenerator random) {}

  private static final Logger LOG = System.getLogger(Reflector.class.getName());
  private static final Duration FIRST_DELAY = Duration.ofMillis(200);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

  private final ApiClient client;
  private final GroupVersionResource resource;
  private final ListOptions selection;
  private final Runtime runtime;
  private final Target target;
  private final Backoff backoff;
  private final ReentrantLock lock = new ReentrantLock();

  private boolean started;
  private boolean closed;

  /** Where to watch from; empty before the first list and when the server has forgotten it. */
  private String position = "";

  /** The open watch; events of any other are late and ignored. */
  private @Nullable Session session;

  Reflector(
      ApiClient client,
      GroupVersionResource resource,
      ListOptions selection,
      Runtime runtime,
      Target target) {
    this.client = client;
    this.resource = resource;
    this.selection = selection;
    this.runtime = runtime;
    this.target = target;
    this.backoff = new Backoff(FIRST_DELAY, LONGEST_DELAY, runtime.random());
  }

  void start() {
    lock.lock();
    try {
      if (started) {
        return;
      }
      started = true;
    } finally {
      lock.unlock();
    }
    runtime.executor().execute(this::listAndWatch);
  }

  @Override
  public void close() {
    Session open;
    lock.lock();
    try {
      closed = true;
      open = session;
      session = null;
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.end();
    }
  }

  private void listAndWatch() {
    Session next = new Session();
    try {
      if (isPositionUnknown()) {
        list();
      }
      String from = begin(next);
      if (from.isEmpty()) {
        return;
      }
      next.opened(client.watch(resource, selection.withResourceVersion(from), next));
    } catch (ApiException e) {
      next.onClose(e);
      retryUnlessBegun(next, e);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Listing and watching " + resource + " failed unexpectedly", e);
      ApiException reason = ApiException.internal("unexpected failure");
      next.onClose(reason);
      retryUnlessBegun(next, reason);
    }
  }

  private boolean isPositionUnknown() {
    lock.lock();
    try {
      return position.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void list() {
    ObjectList list = client.list(resource, selection);
    lock.lock();
    try {
      if (!closed) {
        position = list.resourceVersion();
        target.replace(list.items());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes the session the current one; answers where it starts, empty once all is closed. */
  private String begin(Session next) {
    lock.lock();
    try {
      if (closed) {
        return "";
      }
      session = next;
      next.begun = true;
      return position;
    } finally {
      lock.unlock();
    }
  }

  /** A failure before a session began, that is, of the list, has no session to end. */
  private void retryUnlessBegun(Session failed, ApiException reason) {
    Duration delay;
    lock.lock();
    try {
      if (failed.begun || closed) {
        return;
      }
      delay = backoff.next();
    } finally {
      lock.unlock();
    }
    LOG.log(
        Level.WARNING, "Cannot list {0}, again in {1}: {2}", resource, delay, reason.getMessage());
    runtime.timer().execute(this::listAndWatch, delay);
  }

  /** One watch. */
  private final class Session implements WatchHandler {
    private boolean begun;
    private @Nullable WatchHandle handle;
    private boolean over;

    @Override
    public void onEvent(WatchEvent event) {
      lock.lock();
      try {
        if (session != this) {
          return;
        }
        String version = event.object().resourceVersion();
        if (!version.isEmpty()) {
          position = version;
        }
        backoff.reset();
        target.apply(event);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onClose(@Nullable ApiException reason) {
      Duration delay;
      lock.lock();
      try {
        if (session != this) {
          return;
        }
        session = null;
        if (reason != null && reason.code() == 410) {
          position = "";
        }
        delay = backoff.next();
      } finally {
        lock.unlock();
      }
      if (reason != null) {
        LOG.log(
            Level.DEBUG,
            "The watch of {0} ended, again in {1}: {2}",
            resource,
            delay,
            reason.getMessage());
      }
      runtime.timer().execute(Reflector.this::listAndWatch, delay);
    }

    private void opened(WatchHandle open) {
      lock.lock();
      try {
        handle = open;
        if (!over) {
          return;
        }
      } finally {
        lock.unlock();
      }
      open.close();
    }

    /** Ends the watch, also one that is only just being opened. */
    private void end() {
      WatchHandle open;
      lock.lock();
      try {
        over = true;
        open = handle;
      } finally {
        lock.unlock();
      }
      if (open != null) {
        open.close();
      }
    }
  }
}
