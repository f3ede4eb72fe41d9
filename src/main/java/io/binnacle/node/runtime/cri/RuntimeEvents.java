package io.binnacle.node.runtime.cri;

import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.cri.proto.ContainerEventResponse;
import io.binnacle.node.runtime.cri.proto.Envelope;
import io.binnacle.node.runtime.cri.proto.EventsGrpc;
import io.binnacle.node.runtime.cri.proto.GetEventsRequest;
import io.binnacle.node.runtime.cri.proto.RuntimeServiceGrpc;
import io.binnacle.node.runtime.cri.proto.SubscribeRequest;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/**
 * Tells listeners that containers changed, by the best source that the runtime has: containerd's
 * own events, else the CRI's, else a comparison of lists. Sources are tried anew after each loss of
 * the connection, since another version of the runtime may have come back.
 *
 * <p>One virtual thread reads the source; listeners are called on one scheduler thread, never two
 * at a time. It starts with the first listener.
 */
final class RuntimeEvents implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(RuntimeEvents.class.getName());
  private static final Duration COALESCE = Duration.ofMillis(10);

  /**
   * containerd sends the exit of a task before its CRI part has noted it: a look right at the event
   * may be too early, so listeners hear of it a second time.
   */
  private static final Duration SETTLE = Duration.ofMillis(250);

  private static final Duration RELIST = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final String TASKS = "topic~=\"^/tasks/(start|exit|oom|paused|resumed)$\"";

  private final CriChannel channel;
  private final IntSupplier fingerprint;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean soon = new AtomicBoolean();
  private final AtomicBoolean settled = new AtomicBoolean();
  private final Context.CancellableContext context = Context.ROOT.withCancellation();
  private final ScheduledExecutorService scheduler =
      new ScheduledThreadPoolExecutor(
          1,
          Thread.ofPlatform().daemon().name("cri-events").factory(),
          // An event that arrives while this closes is of no interest any more.
          new ThreadPoolExecutor.DiscardPolicy());

  RuntimeEvents(CriChannel channel, IntSupplier fingerprint) {
    this.channel = channel;
    this.fingerprint = fingerprint;
  }

  AutoCloseable subscribe(Runnable listener) {
    listeners.add(listener);
    if (started.compareAndSet(false, true)) {
      Thread.ofVirtual().name("cri-event-reader").start(() -> context.run(this::read));
    }
    return () -> listeners.remove(listener);
  }

  private void read() {
    boolean first = true;
    while (!context.isCancelled()) {
      if (!first) {
        // What happened while nobody listened is not told by any source.
        changed();
      }
      first = false;
      channel.settle();
      try {
        if (!readContainerdEvents() && !readCriEvents()) {
          compareLists();
        }
      } catch (StatusRuntimeException | ContainerRuntimeException lost) {
        LOGGER.log(System.Logger.Level.DEBUG, "The stream of container events ended", lost);
      }
      pause(RETRY);
    }
  }

  /** Reads until the stream ends; false if the runtime is not containerd. */
  private boolean readContainerdEvents() {
    try {
      Iterator<Envelope> stream =
          EventsGrpc.newBlockingStub(channel.channel())
              .subscribe(SubscribeRequest.newBuilder().addFilters(TASKS).build());
      while (stream.hasNext()) {
        stream.next();
        changed();
      }
      return true;
    } catch (StatusRuntimeException refused) {
      return supported(refused);
    }
  }

  /** Reads until the stream ends; false if the runtime does not serve it. */
  private boolean readCriEvents() {
    try {
      Iterator<ContainerEventResponse> stream =
          RuntimeServiceGrpc.newBlockingStub(channel.channel())
              .getContainerEvents(GetEventsRequest.getDefaultInstance());
      while (stream.hasNext()) {
        stream.next();
        changed();
      }
      return true;
    } catch (StatusRuntimeException refused) {
      return supported(refused);
    }
  }

  private static boolean supported(StatusRuntimeException failure) {
    if (failure.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
      return false;
    }
    throw failure;
  }

  /** Compares until a list fails, which means that the runtime went away. */
  private void compareLists() {
    int before = fingerprint.getAsInt();
    while (!context.isCancelled()) {
      pause(RELIST);
      int now = fingerprint.getAsInt();
      if (now != before) {
        before = now;
        changed();
      }
    }
  }

  private void changed() {
    schedule(soon, COALESCE);
    schedule(settled, SETTLE);
  }

  private void schedule(AtomicBoolean planned, Duration delay) {
    if (!context.isCancelled() && planned.compareAndSet(false, true)) {
      scheduler.schedule(
          () -> {
            planned.set(false);
            tell();
          },
          delay.toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException failed) {
        LOGGER.log(System.Logger.Level.WARNING, "A listener to container events failed", failed);
      }
    }
  }

  private void pause(Duration duration) {
    try {
      // Ends at once when closed: the scheduler terminates then.
      if (scheduler.awaitTermination(duration.toMillis(), TimeUnit.MILLISECONDS)) {
        context.cancel(null);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      context.cancel(interrupted);
    }
  }

  @Override
  public void close() {
    context.cancel(null);
    scheduler.shutdownNow();
  }
}
