package io.binnacle.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.FakeWatches.Change;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The API in memory, for tests: versions, conflicts, generated names, finalizers, graceful
 * deletion, status isolation, patches, selectors and watches behave as on a server; nothing is
 * defaulted, validated, authorized or admitted.
 *
 * <p>Deterministic: names and uids are counted, time comes from the given clock, and a write has
 * been delivered to every watch when it returns. Every call is recorded, and can be made to fail.
 */
public final class FakeApiClient implements ApiClient, ApiClients {
  /** One call; what does not apply is empty, a body that is not there is a missing node. */
  public record Call(
      String verb,
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      JsonNode body) {}

  private static final String NAMESPACES = "namespaces";

  private final Clock clock;
  private final Map<GroupResource, TreeMap<ObjectKey, ApiObject>> objects = new HashMap<>();
  private final FakeWatches watches = new FakeWatches();
  private final List<Call> calls = new ArrayList<>();
  private final Map<GroupResource, Long> gracePeriods = new HashMap<>();
  private final Map<String, JsonNode> rawDocuments = new HashMap<>();
  private final Map<String, UnaryOperator<ObjectNode>> subresources = new HashMap<>();
  private Function<Call, Optional<ApiException>> failure = call -> Optional.empty();
  private long version = 1;
  private long sequence;

  public FakeApiClient(Clock clock) {
    this.clock = clock;
  }

  // What tests say and ask

  /** Makes calls fail for which the function gives an exception. */
  public void failWhen(Function<Call, Optional<ApiException>> when) {
    failure = when;
  }

  /** Makes deletion graceful: without a grace period in the options the resource takes this one. */
  public void setDefaultGracePeriod(GroupVersionResource resource, long seconds) {
    gracePeriods.put(resource.groupResource(), seconds);
  }

  /** What {@link #getRaw} answers. */
  public void setRaw(String path, JsonNode document) {
    rawDocuments.put(path, document);
  }

  /** What {@link #createSubresource} answers, for others than {@code binding}. */
  public void onSubresource(String subresource, UnaryOperator<ObjectNode> answer) {
    subresources.put(subresource, answer);
  }

  /** Creates an object from JSON text, outside the record of calls. */
  public ApiObject given(GroupVersionResource resource, String json) {
    ObjectNode tree = Json.readTrusted(json);
    return insert(resource, tree.path("metadata").path("namespace").asText(), tree);
  }

  /** Replaces an object as it stands, its status included, outside the record of calls. */
  public ApiObject put(GroupVersionResource resource, ObjectNode tree) {
    ObjectKey key = ApiObject.of(tree).key();
    ApiObject current;
    synchronized (this) {
      current = existing(resource, key);
    }
    return replace(resource, current, tree.deepCopy());
  }

  /** Removes an object at once, whatever its finalizers, outside the record of calls. */
  public void remove(GroupVersionResource resource, String namespace, String name) {
    synchronized (this) {
      erase(resource, existing(resource, new ObjectKey(namespace, name)));
    }
    watches.deliver();
  }

  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** The calls that are no reads, as {@code verb resource[/subresource] [namespace/]name}. */
  public synchronized List<String> writes() {
    return calls.stream()
        .filter(call -> !List.of("get", "list", "watch").contains(call.verb()))
        .map(FakeApiClient::describe)
        .toList();
  }

  private static String describe(Call call) {
    String path = call.resource().groupResource().toString();
    String subresource = call.subresource().isEmpty() ? "" : "/" + call.subresource();
    return call.verb()
        + " "
        + path
        + subresource
        + " "
        + new ObjectKey(call.namespace(), call.name());
  }

  public synchronized void clearCalls() {
    calls.clear();
  }

  public synchronized Optional<ApiObject> find(
      GroupVersionResource resource, String namespace, String name) {
    return Optional.ofNullable(table(resource).get(new ObjectKey(namespace, name)));
  }

  public synchronized List<ApiObject> all(GroupVersionResource resource) {
    return List.copyOf(table(resource).values());
  }

  /** Forgets the change log: watches that start earlier are refused with 410. */
  public synchronized void compact() {
    watches.compact(version);
  }

  /** Sends a bookmark to every watch. */
  public void bookmark() {
    watches.bookmark(version);
  }

  /** Ends every watch. */
  public void endWatches(@Nullable ApiException reason) {
    watches.endAll(reason);
  }

  public int openWatches() {
    return watches.count();
  }

  // ApiClients

  @Override
  public ApiClient forServiceAccount(String name) {
    return this;
  }

  @Override
  public ApiClient forUser(String user) {
    return this;
  }

  // ApiClient

  @Override
  public synchronized ApiObject get(GroupVersionResource resource, String namespace, String name) {
    record("get", resource, namespace, name, "", null);
    return existing(resource, new ObjectKey(namespace, name));
  }

  @Override
  public synchronized ObjectList list(GroupVersionResource resource, ListOptions options) {
    record("list", resource, options.namespace(), "", "", null);
    return new ObjectList(Long.toString(version), selectedObjects(resource, options));
  }

  @Override
  public ApiObject create(GroupVersionResource resource, String namespace, ObjectNode object) {
    record(
        "create", resource, namespace, object.path("metadata").path("name").asText(), "", object);
    return insert(resource, namespace, object.deepCopy());
  }

  @Override
  public ApiObject createSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode body) {
    record("create", resource, namespace, name, subresource, body);
    if (subresource.equals("binding")) {
      bind(existing(resource, new ObjectKey(namespace, name)), resource, body);
      return ApiObject.of(body.deepCopy());
    }
    UnaryOperator<ObjectNode> answer = subresources.get(subresource);
    if (answer == null) {
      throw ApiException.of(StatusReason.NOT_FOUND, "the server could not find " + subresource);
    }
    existing(resource, new ObjectKey(namespace, name));
    return ApiObject.of(answer.apply(body.deepCopy()));
  }

  private void bind(ApiObject pod, GroupVersionResource resource, ObjectNode binding) {
    if (pod.tree().path("spec").hasNonNull("nodeName")) {
      throw ApiException.conflict(resource.groupResource(), pod.name(), "pod is already assigned");
    }
    ObjectNode bound = pod.copyTree();
    bound.withObjectProperty("spec").set("nodeName", binding.path("target").path("name"));
    ObjectNode scheduled =
        bound.withObjectProperty("status").withArrayProperty("conditions").addObject();
    scheduled.put("type", "PodScheduled").put("status", "True");
    replace(resource, pod, bound);
  }

  @Override
  public ApiObject update(GroupVersionResource resource, String namespace, ObjectNode object) {
    ApiObject given = ApiObject.of(object);
    record("update", resource, namespace, given.name(), "", object);
    ApiObject current;
    synchronized (this) {
      current = existing(resource, new ObjectKey(namespace, given.name()));
      requireVersion(resource, current, given.resourceVersion());
    }
    ObjectNode next = object.deepCopy();
    keepField(next, current.tree(), "status");
    return replace(resource, current, next);
  }

  @Override
  public ApiObject updateStatus(
      GroupVersionResource resource, String namespace, ObjectNode object) {
    return updateSubresource(resource, namespace, ApiObject.of(object).name(), "status", object);
  }

  @Override
  public ApiObject updateSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode object) {
    record("update", resource, namespace, name, subresource, object);
    ApiObject current;
    synchronized (this) {
      current = existing(resource, new ObjectKey(namespace, name));
      requireVersion(resource, current, ApiObject.of(object).resourceVersion());
    }
    ObjectNode next = current.copyTree();
    keepField(next, object, subresource.equals("finalize") ? "spec" : subresource);
    if (object.path("metadata").has("annotations")) {
      keepField(
          next.withObjectProperty("metadata"), (ObjectNode) object.get("metadata"), "annotations");
    }
    return replace(resource, current, next);
  }

  @Override
  public ApiObject patch(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      PatchType type,
      JsonNode patch) {
    record("patch", resource, namespace, name, subresource, patch);
    Optional<ApiObject> found = find(resource, namespace, name);
    if (type == PatchType.APPLY && found.isEmpty()) {
      return insert(resource, namespace, (ObjectNode) patch.deepCopy());
    }
    ApiObject current;
    synchronized (this) {
      current = existing(resource, new ObjectKey(namespace, name));
    }
    ObjectNode patched = FakePatches.apply(type, current.tree(), patch);
    requireVersion(resource, current, ApiObject.of(patched).resourceVersion());
    JsonNode uid = patch.path("metadata").path("uid");
    if (uid.isTextual() && !uid.asText().equals(current.uid())) {
      throw ApiException.conflict(resource.groupResource(), name, "Precondition failed: UID");
    }
    ObjectNode next = subresource.isEmpty() ? patched : current.copyTree();
    keepField(next, subresource.isEmpty() ? current.tree() : patched, "status");
    return replace(resource, current, next);
  }

  @Override
  public void delete(
      GroupVersionResource resource, String namespace, String name, DeleteOptions options) {
    record("delete", resource, namespace, name, "", null);
    synchronized (this) {
      ApiObject current = existing(resource, new ObjectKey(namespace, name));
      requireVersion(resource, current, options.resourceVersion().orElse(""));
      if (options.uid().filter(uid -> !uid.equals(current.uid())).isPresent()) {
        throw ApiException.conflict(resource.groupResource(), name, "Precondition failed: UID");
      }
      beginDeletion(resource, current, options);
    }
    watches.deliver();
  }

  @Override
  public WatchHandle watch(
      GroupVersionResource resource, ListOptions options, WatchHandler handler) {
    record("watch", resource, options.namespace(), "", "", null);
    WatchHandle handle;
    synchronized (this) {
      String from = options.resourceVersion();
      boolean fromNow = from.isEmpty() || from.equals("0");
      handle =
          watches.open(
              resource,
              options,
              handler,
              fromNow ? version : Long.parseLong(from),
              fromNow ? selectedObjects(resource, options) : List.of());
    }
    watches.deliver();
    return handle;
  }

  @Override
  public synchronized JsonNode getRaw(String path) {
    JsonNode document = rawDocuments.get(path);
    if (document == null) {
      throw ApiException.of(StatusReason.NOT_FOUND, "the server could not find " + path);
    }
    return document;
  }

  // The state

  private void record(
      String verb,
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      @Nullable JsonNode body) {
    JsonNode copy = body == null ? Json.object().path("none") : body.deepCopy();
    Call call = new Call(verb, resource, namespace, name, subresource, copy);
    synchronized (this) {
      calls.add(call);
    }
    failure
        .apply(call)
        .ifPresent(refused -> {
          throw refused;
        });
  }

  private synchronized ApiObject existing(GroupVersionResource resource, ObjectKey key) {
    ApiObject object = table(resource).get(key);
    if (object == null) {
      throw ApiException.notFound(resource.groupResource(), key.name());
    }
    return object;
  }

  private TreeMap<ObjectKey, ApiObject> table(GroupVersionResource resource) {
    return objects.computeIfAbsent(resource.groupResource(), key -> new TreeMap<>());
  }

  private List<ApiObject> selectedObjects(GroupVersionResource resource, ListOptions options) {
    return table(resource).values().stream().filter(o -> selected(o, options)).toList();
  }

  static boolean selected(ApiObject object, ListOptions options) {
    return (options.namespace().isEmpty() || options.namespace().equals(object.namespace()))
        && options.labels().matches(object.labels())
        && options
            .fields()
            .matches(field -> object.tree().at("/" + field.replace('.', '/')).asText(""));
  }

  private ApiObject insert(GroupVersionResource resource, String namespace, ObjectNode tree) {
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

  private ApiObject replace(GroupVersionResource resource, ApiObject current, ObjectNode next) {
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

  private void beginDeletion(
      GroupVersionResource resource, ApiObject current, DeleteOptions options) {
    ObjectNode next = current.copyTree();
    ObjectNode metadata = (ObjectNode) next.get("metadata");
    options
        .propagationPolicy()
        .flatMap(FakeApiClient::finalizerOf)
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

  private void erase(GroupVersionResource resource, ApiObject current) {
    table(resource).remove(current.key());
    ObjectNode last = current.copyTree();
    ((ObjectNode) last.get("metadata")).put("resourceVersion", Long.toString(++version));
    watches.add(new Change(version, resource, current, null, ApiObject.of(last)));
  }

  private void requireVersion(GroupVersionResource resource, ApiObject current, String expected) {
    if (!expected.isEmpty() && !expected.equals(current.resourceVersion())) {
      throw ApiException.modified(resource.groupResource(), current.name());
    }
  }

  private static void keepField(ObjectNode target, ObjectNode source, String field) {
    JsonNode value = source.path(field);
    if (value.isMissingNode()) {
      target.remove(field);
    } else {
      target.set(field, value.deepCopy());
    }
  }
}
