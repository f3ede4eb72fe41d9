package io.binnacle.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.client.FakeWatches.Change;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The objects of {@link FakeApiClient}: their versions, names, uids and times, and how they end.
 * Its monitor guards the objects; watches are told outside it.
 */
final class FakeObjects {
  private static final String NAMESPACES = "namespaces";

  private final Clock clock;
  private final FakeWatches watches;
  private final Map<GroupResource, TreeMap<ObjectKey, ApiObject>> objects = new HashMap<>();
  private final Map<GroupResource, Long> gracePeriods = new HashMap<>();
  private long version = 1;
  private long sequence;

  FakeObjects(Clock clock, FakeWatches watches) {
    this.clock = clock;
    this.watches = watches;
  }

  synchronized void setDefaultGracePeriod(GroupResource resource, long seconds) {
    gracePeriods.put(resource, seconds);
  }

  synchronized long version() {
    return version;
  }

  synchronized Optional<ApiObject> find(GroupVersionResource resource, ObjectKey key) {
    return Optional.ofNullable(table(resource).get(key));
  }

  synchronized List<ApiObject> all(GroupVersionResource resource) {
    return List.copyOf(table(resource).values());
  }

  synchronized ApiObject existing(GroupVersionResource resource, ObjectKey key) {
    ApiObject object = table(resource).get(key);
    if (object == null) {
      throw ApiException.notFound(resource.groupResource(), key.name());
    }
    return object;
  }

  private TreeMap<ObjectKey, ApiObject> table(GroupVersionResource resource) {
    return objects.computeIfAbsent(resource.groupResource(), key -> new TreeMap<>());
  }

  synchronized List<ApiObject> selectedObjects(GroupVersionResource resource, ListOptions options) {
    return table(resource).values().stream()
        .filter(o -> selected(o, options))
        .map(options::shown)
        .toList();
  }

  static boolean selected(ApiObject object, ListOptions options) {
    return (options.namespace().isEmpty() || options.namespace().equals(object.namespace()))
        && options.labels().matches(object.labels())
        && options
            .fields()
            .matches(field -> object.tree().at("/" + field.replace('.', '/')).asText(""));
  }

  ApiObject insert(GroupVersionResource resource, String namespace, ObjectNode tree) {
    ApiObject created;
    synchronized (this) {
      ObjectNode metadata = tree.withObjectProperty("metadata");
      if (!namespace.isEmpty()) {
        metadata.put("namespace", namespace);
      }
      if (metadata.path("name").asText().isEmpty()) {
        String suffix = Long.toString(36L * 36 * 36 * 36 + ++sequence, 36);
        metadata.put("name", metadata.path("generateName").asText() + suffix);
      }
      if (!metadata.has("uid")) {
        metadata.put("uid", "uid-" + ++sequence);
      }
      if (!metadata.has("creationTimestamp")) {
        metadata.put(
            "creationTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
      }
      metadata.put("generation", 1);
      metadata.put("resourceVersion", Long.toString(++version));
      created = ApiObject.of(tree);
      if (table(resource).putIfAbsent(created.key(), created) != null) {
        throw ApiException.alreadyExists(resource.groupResource(), created.name());
      }
      watches.add(new Change(version, resource, null, created, null));
    }
    watches.deliver();
    return created;
  }

  ApiObject replace(GroupVersionResource resource, ApiObject current, ObjectNode next) {
    ApiObject replaced;
    synchronized (this) {
      replaced = store(resource, current, next);
    }
    watches.deliver();
    return replaced;
  }

  private ApiObject store(GroupVersionResource resource, ApiObject current, ObjectNode next) {
    ObjectNode metadata = next.withObjectProperty("metadata");
    for (String field : List.of("uid", "creationTimestamp", "resourceVersion", "generation")) {
      keepField(metadata, (ObjectNode) current.metadata(), field);
    }
    if (next.equals(current.tree())) {
      return current;
    }
    if (!next.path("spec").equals(current.tree().path("spec"))) {
      metadata.put("generation", current.generation() + 1);
    }
    metadata.put("resourceVersion", Long.toString(++version));
    ApiObject stored = ApiObject.of(next);
    table(resource).put(stored.key(), stored);
    watches.add(new Change(version, resource, current, stored, null));
    boolean held = metadata.path("deletionGracePeriodSeconds").asLong() > 0;
    if (stored.isBeingDeleted() && !isKept(resource, stored) && !held) {
      erase(resource, stored);
    }
    return stored;
  }

  synchronized void beginDeletion(
      GroupVersionResource resource, ApiObject current, DeleteOptions options) {
    ObjectNode next = current.copyTree();
    ObjectNode metadata = (ObjectNode) next.get("metadata");
    options
        .propagationPolicy()
        .flatMap(FakeObjects::finalizerOf)
        .filter(finalizer -> !current.finalizers().contains(finalizer))
        .ifPresent(finalizer -> metadata.withArrayProperty("finalizers").add(finalizer));
    long grace =
        options
            .gracePeriodSeconds()
            .orElse(gracePeriods.getOrDefault(resource.groupResource(), 0L));
    boolean kept = isKept(resource, ApiObject.of(next));
    if (grace == 0 && !kept) {
      erase(resource, current);
      return;
    }
    if (!current.isBeingDeleted()) {
      metadata.put(
          "deletionTimestamp",
          clock.instant().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS).toString());
      metadata.put("deletionGracePeriodSeconds", grace);
    }
    if (resource.resource().equals(NAMESPACES)) {
      next.withObjectProperty("status").put("phase", "Terminating");
    }
    store(resource, current, next);
  }

  private static Optional<String> finalizerOf(String propagationPolicy) {
    return switch (propagationPolicy) {
      case "Foreground" -> Optional.of("foregroundDeletion");
      case "Orphan" -> Optional.of("orphan");
      default -> Optional.empty();
    };
  }

  private static boolean isKept(GroupVersionResource resource, ApiObject object) {
    boolean namespace = resource.resource().equals(NAMESPACES);
    return !object.finalizers().isEmpty()
        || (namespace && !object.tree().path("spec").path("finalizers").isEmpty());
  }

  synchronized void erase(GroupVersionResource resource, ApiObject current) {
    table(resource).remove(current.key());
    ObjectNode last = current.copyTree();
    ((ObjectNode) last.get("metadata")).put("resourceVersion", Long.toString(++version));
    watches.add(new Change(version, resource, current, null, ApiObject.of(last)));
  }

  void requireVersion(GroupVersionResource resource, ApiObject current, String expected) {
    if (!expected.isEmpty() && !expected.equals(current.resourceVersion())) {
      throw ApiException.modified(resource.groupResource(), current.name());
    }
  }

  static void keepField(ObjectNode target, ObjectNode source, String field) {
    JsonNode value = source.path(field);
    if (value.isMissingNode()) {
      target.remove(field);
    } else {
      target.set(field, value.deepCopy());
    }
  }
}
