package io.binnacle.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.EventCorrelator.Decision;
import io.binnacle.client.EventCorrelator.Report;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The event recorder: a bounded queue, emptied by one task at a time. An event that the server
 * cannot take now is tried again some times; one that it refuses is dropped.
 */
public final class QueuedEventRecorder implements EventRecorder {
  /** What a recorder runs on: the executor's tasks block. */
  public record Runtime(Executor executor, DelayedExecutor timer, Clock clock) {}

  private static final Logger LOG = System.getLogger(QueuedEventRecorder.class.getName());
  private static final int CAPACITY = 1000;
  private static final int MOST_ATTEMPTS = 12;
  private static final int LONGEST_MESSAGE = 1024;
  private static final Duration RETRY_DELAY = Duration.ofSeconds(10);

  /**
   * An event on its way.
   *
   * @param decision what to write, once that is decided: trying again must not count as another
   *     event about the object
   */
  private record Pending(Report report, Instant at, int attempts, Optional<Decision> decision) {
    Pending decided(Decision what) {
      return new Pending(report, at, attempts, Optional.of(what));
    }

    Pending attempted() {
      return new Pending(report, at, attempts + 1, decision);
    }
  }

  private final ApiClient client;
  private final EventSource source;
  private final Runtime runtime;
  private final EventCorrelator correlator;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Pending> queue = new ArrayDeque<>();
  private boolean writing;

  public QueuedEventRecorder(ApiClient client, EventSource source, Runtime runtime) {
    this.client = client;
    this.source = source;
    this.runtime = runtime;
    this.correlator = new EventCorrelator(runtime.clock());
  }

  @Override
  public void normal(ApiObject about, String reason, String message) {
    event(about, "", "Normal", reason, message);
  }

  @Override
  public void warning(ApiObject about, String reason, String message) {
    event(about, "", "Warning", reason, message);
  }

  @Override
  public void event(ApiObject about, String fieldPath, String type, String reason, String message) {
    String text =
        message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message;
    Pending pending =
        new Pending(
            new Report(about, fieldPath, type, reason, text),
            runtime.clock().instant(),
            0,
            Optional.empty());
    lock.lock();
    try {
      if (queue.size() >= CAPACITY) {
        LOG.log(Level.DEBUG, "The event queue is full, dropping {0} of {1}", reason, about);
        return;
      }
      queue.addLast(pending);
      if (writing) {
        return;
      }
      writing = true;
    } finally {
      lock.unlock();
    }
    runtime.executor().execute(this::writeAll);
  }

  private void writeAll() {
    Pending pending;
    while ((pending = next()) != null) {
      if (!write(pending)) {
        runtime.timer().execute(this::writeAll, RETRY_DELAY);
        return;
      }
    }
  }

  private @Nullable Pending next() {
    lock.lock();
    try {
      Pending pending = queue.pollFirst();
      writing = pending != null;
      return pending;
    } finally {
      lock.unlock();
    }
  }

  /** False when the event is back in the queue and the server needs some time. */
  private boolean write(Pending pending) {
    Optional<Decision> decision =
        pending.decision().or(() -> correlator.correlate(pending.report()));
    if (decision.isEmpty()) {
      return true;
    }
    try {
      write(pending, decision.get());
      return true;
    } catch (ApiException e) {
      boolean lasting = e.code() < 500 && e.code() != 429;
      if (lasting || pending.attempts() + 1 >= MOST_ATTEMPTS) {
        LOG.log(Level.DEBUG, "Dropping {0}: {1}", pending.report().reason(), e.getMessage());
        return true;
      }
      lock.lock();
      try {
        queue.addFirst(pending.decided(decision.get()).attempted());
      } finally {
        lock.unlock();
      }
      return false;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "Cannot write an event about " + pending.report().about(), e);
      return true;
    }
  }

  private void write(Pending pending, Decision decision) {
    if (decision.name().isEmpty() || !countUp(pending, decision)) {
      ObjectNode event = newEvent(pending, decision);
      String namespace = event.path("metadata").path("namespace").asText();
      ApiObject created = client.create(Resources.EVENTS, namespace, event);
      decision.memory().name = created.name();
      decision.memory().namespace = namespace;
      decision.memory().first = decision.first();
    }
    decision.memory().count = decision.count();
  }

  /** False when the Event is gone by now: Events live for an hour. */
  private boolean countUp(Pending pending, Decision decision) {
    ObjectNode patch = Json.object();
    patch.put("count", decision.count());
    patch.put("message", decision.message());
    patch.put("lastTimestamp", Timestamps.seconds(pending.at()));
    try {
      client.patch(
          Resources.EVENTS,
          decision.memory().namespace,
          decision.name(),
          "",
          PatchType.STRATEGIC,
          patch);
      return true;
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  private ObjectNode newEvent(Pending pending, Decision decision) {
    Report report = pending.report();
    ApiObject about = report.about();
    ObjectNode event = Json.object();
    event.put("apiVersion", "v1").put("kind", "Event");
    event
        .putObject("metadata")
        .put("name", about.name() + "." + Long.toHexString(nanos(pending.at())))
        .put("namespace", about.namespace().isEmpty() ? "default" : about.namespace());
    ObjectNode involved = event.putObject("involvedObject");
    putUnlessEmpty(involved, "kind", about.kind());
    putUnlessEmpty(involved, "namespace", about.namespace());
    putUnlessEmpty(involved, "name", about.name());
    putUnlessEmpty(involved, "uid", about.uid());
    putUnlessEmpty(involved, "apiVersion", about.apiVersion());
    putUnlessEmpty(involved, "resourceVersion", about.resourceVersion());
    putUnlessEmpty(involved, "fieldPath", report.fieldPath());
    event.put("reason", report.reason()).put("message", decision.message());
    ObjectNode from = event.putObject("source").put("component", source.component());
    putUnlessEmpty(from, "host", source.host());
    event.put("firstTimestamp", Timestamps.seconds(decision.first()));
    event.put("lastTimestamp", Timestamps.seconds(pending.at()));
    event.put("count", decision.count()).put("type", report.type());
    event.put("reportingComponent", source.component());
    event.put("reportingInstance", source.host());
    return event;
  }

  private long lastStamp;

  /** Makes names unique also where the clock is coarse; only the writing task calls it. */
  private long nanos(Instant at) {
    long stamp = at.getEpochSecond() * 1_000_000_000L + at.getNano();
    lastStamp = Math.max(stamp, lastStamp + 1);
    return lastStamp;
  }

  private static void putUnlessEmpty(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }
}
