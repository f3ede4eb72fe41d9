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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ConfigMaps, Secrets, claims and services that pods refer to. All but services are read when
 * asked for and used for a short time, so that the many references of a pod, and many pods alike,
 * cost one request; what is missing is asked for each time. While the server does not answer, what
 * it said last holds: containers restart without it.
 */
public final class ClusterObjects {
  private static final int FIRST_SERVER_ERROR = 500;
  private static final int TOO_MANY_REQUESTS = 429;

  private record Key(GroupVersionResource resource, ObjectKey key) {}

  private record Kept(ApiObject object, Instant readAt) {}

  /** What was used last, up to a number. Guarded by itself. */
  private static final class LastUsed extends LinkedHashMap<Key, Kept> {
    private static final long serialVersionUID = 1L;

    LastUsed() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
      return size() > MOST_KEPT;
    }
  }

  /** More than the pods of a node refer to. */
  private static final int MOST_KEPT = 1000;

  private final ApiClient client;
  private final Lister services;
  private final Clock clock;
  private final Duration maxAge;
  private final Map<Key, Kept> entries = new LastUsed();

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

  /**
   * @throws ApiException where the server does not answer, or refuses
   */
  public Optional<ApiObject> claim(ObjectKey key) {
    return get(Resources.PERSISTENT_VOLUME_CLAIMS, key);
  }

  /**
   * @throws ApiException where the server does not answer, or refuses
   */
  public Optional<ApiObject> volume(String name) {
    return get(Resources.PERSISTENT_VOLUMES, ObjectKey.clusterScoped(name));
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
    Key cacheKey = new Key(resource, key);
    Kept kept;
    synchronized (entries) {
      kept = entries.get(cacheKey);
    }
    if (kept != null && !kept.readAt.plus(maxAge).isBefore(now)) {
      return Optional.of(kept.object);
    }
    try {
      ApiObject object = client.get(resource, key.namespace(), key.name());
      synchronized (entries) {
        entries.put(cacheKey, new Kept(object, now));
      }
      return Optional.of(object);
    } catch (ApiException e) {
      if (kept != null && isNoAnswer(e)) {
        return Optional.of(kept.object);
      }
      synchronized (entries) {
        entries.remove(cacheKey);
      }
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Whether the server is away or overburdened, as opposed to one that says no. */
  public static boolean isNoAnswer(ApiException e) {
    return e.code() >= FIRST_SERVER_ERROR || e.code() == TOO_MANY_REQUESTS;
  }
}
