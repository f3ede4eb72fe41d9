package io.binnacle.controller.endpointslice;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.Lister;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers what was created for a service until the cache shows it: slices have generated names,
 * and a worker with an old cache would create the same ones again. Safe for any thread.
 */
final class SliceTracker {
  /** A watch that is this late has lost something. */
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private record Slice(ObjectKey key, Instant since) {}

  private final Clock clock;
  private final Map<ObjectKey, Map<String, Slice>> created = new HashMap<>();

  SliceTracker(Clock clock) {
    this.clock = clock;
  }

  synchronized void created(ObjectKey service, ApiObject slice) {
    created
        .computeIfAbsent(service, key -> new HashMap<>())
        .put(slice.uid(), new Slice(slice.key(), clock.instant()));
  }

  /** A slice is gone, perhaps before it was ever seen. */
  synchronized void deleted(ObjectKey service, String uid) {
    created.computeIfPresent(
        service,
        (key, slices) -> {
          slices.remove(uid);
          return slices.isEmpty() ? null : slices;
        });
  }

  /** Whether the cache shows everything that was created for the service. */
  synchronized boolean isCurrent(ObjectKey service, Lister slices) {
    Map<String, Slice> pending = created.get(service);
    if (pending == null) {
      return true;
    }
    Instant tooOld = clock.instant().minus(TIMEOUT);
    pending
        .values()
        .removeIf(slice -> slices.get(slice.key()).isPresent() || slice.since().isBefore(tooOld));
    if (pending.isEmpty()) {
      created.remove(service);
    }
    return pending.isEmpty();
  }
}
