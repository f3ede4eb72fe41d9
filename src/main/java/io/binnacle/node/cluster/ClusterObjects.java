package io.binnacle.node.cluster;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Lister;
import io.binnacle.client.Resources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ConfigMaps, Secrets and services that pods refer to. ConfigMaps and Secrets are read when
 * asked for and kept for a short time, so that the many references of a pod, and many pods alike,
 * cost one request; what is missing is asked for each time.
 */
public final class ClusterObjects {
  private record Key(GroupVersionResource resource, ObjectKey key) {}

  private record Entry(ApiObject object, Instant readAt) {}

  private final ApiClient client;
  private final Lister services;
  private final Clock clock;
  private final Duration maxAge;
  private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

  public ClusterObjects(ApiClient client, Lister services, Clock clock, Duration maxAge) {
    this.client = client;
    this.services = services;
    this.clock = clock;
    this.maxAge = maxAge;
  }

  /**
   * @throws ApiException where the server does not answer, or refuses
   */
  public Optional<ApiObject> configMap(String namespace, String name) {
    return get(Resources.CONFIG_MAPS, new ObjectKey(namespace, name));
  }

  /**
   * @throws ApiException where the server does not answer, or refuses
   */
  public Optional<ApiObject> secret(String namespace, String name) {
    return get(Resources.SECRETS, new ObjectKey(namespace, name));
  }

  /** The services of a namespace, in the order of their names. */
  public List<ApiObject> services(String namespace) {
    return services.list(namespace, LabelSelector.everything());
  }

  /** The service through which pods reach the API server. */
  public Optional<ApiObject> apiServerService() {
    return services.get(new ObjectKey("default", "kubernetes"));
  }

  private Optional<ApiObject> get(GroupVersionResource resource, ObjectKey key) {
    Instant now = clock.instant();
    entries.values().removeIf(entry -> entry.readAt.plus(maxAge).isBefore(now));
    Key cacheKey = new Key(resource, key);
    Entry kept = entries.get(cacheKey);
    if (kept != null) {
      return Optional.of(kept.object);
    }
    try {
      ApiObject object = client.get(resource, key.namespace(), key.name());
      entries.put(cacheKey, new Entry(object, now));
      return Optional.of(object);
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
