package io.binnacle.registry.generic;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.registry.WatchSink;
import io.binnacle.storage.WatchSubscription;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The open watches of custom resources, which end with their definition. */
final class CustomWatches {
  private final ConcurrentMap<GroupResource, Set<Open>> watches = new ConcurrentHashMap<>();

  private record Open(WatchSink sink, WatchSubscription subscription) {}

  /** Keeps a watch until it is closed. */
  WatchSubscription keep(GroupResource resource, WatchSink sink, WatchSubscription subscription) {
    Open open = new Open(sink, subscription);
    watches.computeIfAbsent(resource, key -> ConcurrentHashMap.newKeySet()).add(open);
    return () -> {
      watches.computeIfPresent(
          resource,
          (key, all) -> {
            all.remove(open);
            return all.isEmpty() ? null : all;
          });
      subscription.close();
    };
  }

  void endAll(GroupResource resource) {
    Set<Open> ended = watches.remove(resource);
    if (ended != null) {
      ended.forEach(open -> {
        open.subscription().close();
        open.sink().onEnd();
      });
    }
  }
}
