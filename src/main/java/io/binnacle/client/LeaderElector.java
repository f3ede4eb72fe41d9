package io.binnacle.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Elects one of several processes by a Lease, as client-go does: the holder renews, others take the
 * Lease over once they have not seen it change for its whole duration by their own clock, so that
 * clocks need not agree. A holder that cannot renew until the renew deadline steps down, before
 * anybody else may begin.
 *
 * <p>Driven from outside: {@link #tick} is called every second or so, on any thread, and may block
 * for one request. Listeners are called on the thread of the tick.
 */
public final class LeaderElector {
  /** The times of an election; the lease outlives the deadline, the deadline several retries. */
  public record Timing(Duration leaseDuration, Duration renewDeadline, Duration retryPeriod) {
    public static final Timing DEFAULT =
        new Timing(Duration.ofSeconds(10), Duration.ofSeconds(7), Duration.ofSeconds(2));
  }

  /** Is told when leading begins and ends. Must return soon. */
  public interface Listener {
    void onStartedLeading();

    void onStoppedLeading();
  }

  private static final Logger LOG = System.getLogger(LeaderElector.class.getName());

  private final ApiClient client;
  private final ObjectKey lease;
  private final String identity;
  private final Timing timing;
  private final Clock clock;
  private final Listener listener;

  /** Held for a request: a tick that finds it taken has nothing to add. */
  private final ReentrantLock attempt = new ReentrantLock();

  private final ReentrantLock state = new ReentrantLock();
  private boolean leading;
  private Instant lastRenewed = Instant.MIN;

  /** Guarded by the attempt's lock, as all below. */
  private boolean released;

  private Instant lastAttempt = Instant.MIN;
  private String observedVersion = "";
  private Instant observedAt = Instant.MIN;

  /**
   * @param identity what the Lease names as its holder: unique to this process
   */
  public LeaderElector(
      ApiClient client,
      ObjectKey lease,
      String identity,
      Timing timing,
      Clock clock,
      Listener listener) {
    this.client = client;
    this.lease = lease;
    this.identity = identity;
    this.timing = timing;
    this.clock = clock;
    this.listener = listener;
  }

  /** Whether this process leads now. */
  public boolean isLeader() {
    state.lock();
    try {
      return leading;
    } finally {
      state.unlock();
    }
  }

  /** Steps down when renewing has failed too long; tries to get or renew the Lease when due. */
  public void tick() {
    stepDownWhenOverdue();
    if (!attempt.tryLock()) {
      return;
    }
    try {
      Instant now = clock.instant();
      if (released) {
        return;
      }
      if (now.isBefore(
          lastAttempt.equals(Instant.MIN) ? now : lastAttempt.plus(timing.retryPeriod()))) {
        return;
      }
      lastAttempt = now;
      if (acquireOrRenew(now)) {
        lead(now);
      } else {
        stopLeading();
      }
    } catch (ApiException e) {
      // A conflict or a server that is away: neither says that somebody else holds the Lease.
      LOG.log(Level.DEBUG, "Cannot get or renew the lease {0}: {1}", lease, e.getMessage());
    } finally {
      attempt.unlock();
    }
  }

  /**
   * Gives the Lease up, so that another need not wait for it to expire, and never asks for it
   * again: a tick may be under way when a server stops.
   */
  public void release() {
    attempt.lock();
    try {
      released = true;
      if (!stopLeading()) {
        return;
      }
      ObjectNode tree = client.get(Resources.LEASES, lease.namespace(), lease.name()).copyTree();
      ObjectNode spec = tree.withObjectProperty("spec");
      if (spec.path("holderIdentity").asText().equals(identity)) {
        spec.put("holderIdentity", "");
        spec.put("leaseDurationSeconds", 1);
        spec.put("renewTime", Timestamps.micros(clock.instant()));
        client.update(Resources.LEASES, lease.namespace(), tree);
      }
    } catch (ApiException e) {
      LOG.log(Level.DEBUG, "Cannot release the lease {0}: {1}", lease, e.getMessage());
    } finally {
      attempt.unlock();
    }
  }

  /** True when this process holds the Lease, false when somebody else does. */
  private boolean acquireOrRenew(Instant now) {
    ApiObject found;
    try {
      found = client.get(Resources.LEASES, lease.namespace(), lease.name());
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      observe(client.create(Resources.LEASES, lease.namespace(), newLease(now)), now);
      return true;
    }
    observe(found, now);
    ObjectNode tree = found.copyTree();
    ObjectNode spec = tree.withObjectProperty("spec");
    String holder = spec.path("holderIdentity").asText();
    if (!holder.isEmpty() && !holder.equals(identity)) {
      Duration duration = Duration.ofSeconds(spec.path("leaseDurationSeconds").asLong());
      if (now.isBefore(observedAt.plus(duration))) {
        return false;
      }
    }
    if (!holder.equals(identity)) {
      spec.put("acquireTime", Timestamps.micros(now));
      spec.put("leaseTransitions", spec.path("leaseTransitions").asInt() + 1);
      spec.put("holderIdentity", identity);
    }
    spec.put("leaseDurationSeconds", timing.leaseDuration().toSeconds());
    spec.put("renewTime", Timestamps.micros(now));
    observe(client.update(Resources.LEASES, lease.namespace(), tree), now);
    return true;
  }

  private void observe(ApiObject seen, Instant now) {
    if (!seen.resourceVersion().equals(observedVersion)) {
      observedVersion = seen.resourceVersion();
      observedAt = now;
    }
  }

  private ObjectNode newLease(Instant now) {
    ObjectNode tree = Json.object();
    tree.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
    tree.putObject("metadata").put("name", lease.name()).put("namespace", lease.namespace());
    tree.putObject("spec")
        .put("holderIdentity", identity)
        .put("leaseDurationSeconds", timing.leaseDuration().toSeconds())
        .put("acquireTime", Timestamps.micros(now))
        .put("renewTime", Timestamps.micros(now))
        .put("leaseTransitions", 0);
    return tree;
  }

  private void lead(Instant now) {
    boolean begins;
    state.lock();
    try {
      // The time before the request: the server may have renewed as early as that.
      lastRenewed = now;
      begins = !leading;
      leading = true;
    } finally {
      state.unlock();
    }
    if (begins) {
      LOG.log(Level.INFO, "{0} now holds the lease {1}", identity, lease);
      listener.onStartedLeading();
    }
  }

  private void stepDownWhenOverdue() {
    boolean overdue;
    state.lock();
    try {
      overdue = leading && !clock.instant().isBefore(lastRenewed.plus(timing.renewDeadline()));
    } finally {
      state.unlock();
    }
    if (overdue) {
      stopLeading();
    }
  }

  /** Answers whether this process led until now. */
  private boolean stopLeading() {
    state.lock();
    try {
      if (!leading) {
        return false;
      }
      leading = false;
    } finally {
      state.unlock();
    }
    LOG.log(Level.INFO, "{0} no longer holds the lease {1}", identity, lease);
    listener.onStoppedLeading();
    return true;
  }
}
