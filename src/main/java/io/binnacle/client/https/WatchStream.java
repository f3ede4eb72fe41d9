package io.binnacle.client.https;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DelayedExecutor;
import io.binnacle.client.WatchEvent;
import io.binnacle.client.WatchHandle;
import io.binnacle.client.WatchHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One watch over server-sent events. A stream that breaks is opened again once, at once, behind the
 * last event's id, so a short cut goes unnoticed; when that fails the handler is told. A stream on
 * which nothing comes for the idle time-out, not even a comment, counts as broken: a peer that went
 * away without a word is noticed by nothing else.
 */
final class WatchStream implements WatchHandle, ServerSentEvents.Sink {
  /** How a watch knows the time. */
  record Timing(Clock clock, DelayedExecutor timer, Duration idleTimeout) {}

  private static final Logger LOG = System.getLogger(WatchStream.class.getName());

  private final Exchange exchange;
  private final String pathAndQuery;
  private final WatchHandler handler;
  private final Timing timing;

  private final Object streamLock = new Object();
  private @Nullable InputStream stream;
  private volatile boolean closed;
  private volatile Instant lastSign;
  private volatile String lastEventId = "";
  private @Nullable ApiException serverError;

  WatchStream(Exchange exchange, String pathAndQuery, WatchHandler handler, Timing timing) {
    this.exchange = exchange;
    this.pathAndQuery = pathAndQuery;
    this.handler = handler;
    this.timing = timing;
    this.lastSign = timing.clock().instant();
  }

  /**
   * Opens the watch and begins to read on a virtual thread.
   *
   * @throws ApiException when the server refuses
   */
  void open() {
    InputStream first = exchange.openEvents(pathAndQuery, "");
    use(first);
    watchForSilence();
    var unused = Thread.ofVirtual().name("watch " + pathAndQuery).start(() -> run(first));
  }

  private void run(InputStream first) {
    @Nullable ApiException reason = read(first);
    while (!closed && isBroken(reason) && !lastEventId.isEmpty()) {
      String resumedFrom = lastEventId;
      try {
        InputStream next = exchange.openEvents(pathAndQuery, resumedFrom);
        use(next);
        reason = read(next);
      } catch (ApiException e) {
        reason = e;
        break;
      }
      if (resumedFrom.equals(lastEventId)) {
        // Nothing came before it broke again: leave the waiting to who asked for the watch.
        break;
      }
    }
    boolean inOrder = closed;
    closed = true;
    handler.onClose(inOrder ? null : reason);
  }

  /** A break of the connection, other than an error that the server told. */
  private boolean isBroken(@Nullable ApiException reason) {
    return reason != null && serverError == null;
  }

  /** Reads to the end; answers why it ended, null for an end in order. */
  private @Nullable ApiException read(InputStream events) {
    try (events) {
      new ServerSentEvents(events).readAll(this);
      return serverError;
    } catch (UncheckedIOException | IOException e) {
      return serverError != null
          ? serverError
          : ApiException.serviceUnavailable("the watch of " + pathAndQuery + " broke");
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The watch of " + pathAndQuery + " failed", e);
      serverError = ApiException.internal("a watch event could not be handled");
      return serverError;
    }
  }

  private void use(InputStream next) {
    lastSign = timing.clock().instant();
    synchronized (streamLock) {
      stream = next;
    }
    if (closed) {
      closeStream();
    }
  }

  @Override
  public void onLine() {
    lastSign = timing.clock().instant();
  }

  @Override
  public void onEvent(ServerSentEvents.Event event) {
    if (closed || serverError != null) {
      return;
    }
    ObjectNode envelope = Json.readTrusted(event.data());
    ObjectNode object = (ObjectNode) envelope.get("object");
    String type = envelope.path("type").asText();
    if (type.equals("ERROR")) {
      serverError = ApiException.ofStatus(object);
      return;
    }
    if (!event.id().isEmpty()) {
      lastEventId = event.id();
    }
    handler.onEvent(new WatchEvent(WatchEvent.Type.valueOf(type), ApiObject.of(object)));
  }

  private void watchForSilence() {
    timing
        .timer()
        .execute(
            () -> {
              if (closed) {
                return;
              }
              if (lastSign.plus(timing.idleTimeout()).isBefore(timing.clock().instant())) {
                LOG.log(Level.DEBUG, "Nothing has come on the watch of {0}", pathAndQuery);
                closeStream();
              }
              watchForSilence();
            },
            timing.idleTimeout().dividedBy(2));
  }

  @Override
  public void close() {
    closed = true;
    closeStream();
  }

  private void closeStream() {
    InputStream open;
    synchronized (streamLock) {
      open = stream;
    }
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "Closing the watch of {0}: {1}", pathAndQuery, e.getMessage());
      }
    }
  }
}
