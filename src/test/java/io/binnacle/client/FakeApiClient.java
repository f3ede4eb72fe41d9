package io.binnacle.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final FakeWatches watches = new FakeWatches();
  private final FakeObjects objects;
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, JsonNode> rawDocuments = new HashMap<>();
  private final Map<String, UnaryOperator<ObjectNode>> subresources = new HashMap<>();
  private Function<Call, Optional<ApiException>> failure = call -> Optional.empty();

  public FakeApiClient(Clock clock) {
    this.objects = new FakeObjects(clock, watches);
  }

  // What tests say and ask

  /** Makes calls fail for which the function gives an exception. */
  public void failWhen(Function<Call, Optional<ApiException>> when) {
    failure = when;
  }

  /** Makes deletion graceful: without a grace period in the options the resource takes this one. */
  public void setDefaultGracePeriod(GroupVersionResource resource, long seconds) {
    objects.setDefaultGracePeriod(resource.groupResource(), seconds);
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
    return objects.insert(resource, tree.path("metadata").path("namespace").asText(), tree);
  }

  /** Replaces an object as it stands, its status included, outside the record of calls. */
  public ApiObject put(GroupVersionResource resource, ObjectNode tree) {
    ObjectKey key = ApiObject.of(tree).key();
    ApiObject current;
    synchronized (objects) {
      current = objects.existing(resource, key);
    }
    return objects.replace(resource, current, tree.deepCopy());
  }

  /** Removes an object at once, whatever its finalizers, outside the record of calls. */
  public void remove(GroupVersionResource resource, String namespace, String name) {
    synchronized (objects) {
      objects.erase(resource, objects.existing(resource, new ObjectKey(namespace, name)));
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

  public Optional<ApiObject> find(GroupVersionResource resource, String namespace, String name) {
    return objects.find(resource, new ObjectKey(namespace, name));
  }

  public List<ApiObject> all(GroupVersionResource resource) {
    return objects.all(resource);
  }

  /** Forgets the change log: watches that start earlier are refused with 410. */
  public void compact() {
    watches.compact(objects.version());
  }

  /** Sends a bookmark to every watch. */
  public void bookmark() {
    watches.bookmark(objects.version());
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
  public ApiObject get(GroupVersionResource resource, String namespace, String name) {
    record("get", resource, namespace, name, "", null);
    return objects.existing(resource, new ObjectKey(namespace, name));
  }

  @Override
  public ObjectList list(GroupVersionResource resource, ListOptions options) {
    record("list", resource, options.namespace(), "", "", null);
    synchronized (objects) {
      return new ObjectList(
          Long.toString(objects.version()), objects.selectedObjects(resource, options));
    }
  }

  @Override
  public ApiObject create(GroupVersionResource resource, String namespace, ObjectNode object) {
    record(
        "create", resource, namespace, object.path("metadata").path("name").asText(), "", object);
    return objects.insert(resource, namespace, object.deepCopy());
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
      bind(objects.existing(resource, new ObjectKey(namespace, name)), resource, body);
      return ApiObject.of(body.deepCopy());
    }
    UnaryOperator<ObjectNode> answer = subresources.get(subresource);
    if (answer == null) {
      throw ApiException.of(StatusReason.NOT_FOUND, "the server could not find " + subresource);
    }
    objects.existing(resource, new ObjectKey(namespace, name));
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
    objects.replace(resource, pod, bound);
  }

  @Override
  public ApiObject update(GroupVersionResource resource, String namespace, ObjectNode object) {
    ApiObject given = ApiObject.of(object);
    record("update", resource, namespace, given.name(), "", object);
    ApiObject current;
    synchronized (objects) {
      current = objects.existing(resource, new ObjectKey(namespace, given.name()));
      objects.requireVersion(resource, current, given.resourceVersion());
    }
    ObjectNode next = object.deepCopy();
    FakeObjects.keepField(next, current.tree(), "status");
    return objects.replace(resource, current, next);
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
    synchronized (objects) {
      current = objects.existing(resource, new ObjectKey(namespace, name));
      objects.requireVersion(resource, current, ApiObject.of(object).resourceVersion());
    }
    ObjectNode next = current.copyTree();
    FakeObjects.keepField(next, object, subresource.equals("finalize") ? "spec" : subresource);
    if (object.path("metadata").has("annotations")) {
      FakeObjects.keepField(
          next.withObjectProperty("metadata"), (ObjectNode) object.get("metadata"), "annotations");
    }
    return objects.replace(resource, current, next);
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
      return objects.insert(resource, namespace, (ObjectNode) patch.deepCopy());
    }
    ApiObject current;
    synchronized (objects) {
      current = objects.existing(resource, new ObjectKey(namespace, name));
    }
    ObjectNode patched = FakePatches.apply(type, current.tree(), patch);
    objects.requireVersion(resource, current, ApiObject.of(patched).resourceVersion());
    JsonNode uid = patch.path("metadata").path("uid");
    if (uid.isTextual() && !uid.asText().equals(current.uid())) {
      throw ApiException.conflict(resource.groupResource(), name, "Precondition failed: UID");
    }
    ObjectNode next = subresource.isEmpty() ? patched : current.copyTree();
    FakeObjects.keepField(next, subresource.isEmpty() ? current.tree() : patched, "status");
    return objects.replace(resource, current, next);
  }

  @Override
  public void delete(
      GroupVersionResource resource, String namespace, String name, DeleteOptions options) {
    record("delete", resource, namespace, name, "", null);
    synchronized (objects) {
      ApiObject current = objects.existing(resource, new ObjectKey(namespace, name));
      objects.requireVersion(resource, current, options.resourceVersion().orElse(""));
      if (options.uid().filter(uid -> !uid.equals(current.uid())).isPresent()) {
        throw ApiException.conflict(resource.groupResource(), name, "Precondition failed: UID");
      }
      objects.beginDeletion(resource, current, options);
    }
    watches.deliver();
  }

  @Override
  public WatchHandle watch(
      GroupVersionResource resource, ListOptions options, WatchHandler handler) {
    record("watch", resource, options.namespace(), "", "", null);
    WatchHandle handle;
    synchronized (objects) {
      String from = options.resourceVersion();
      boolean fromNow = from.isEmpty() || from.equals("0");
      handle =
          watches.open(
              resource,
              options,
              handler,
              fromNow ? objects.version() : Long.parseLong(from),
              fromNow ? objects.selectedObjects(resource, options) : List.of());
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
}
