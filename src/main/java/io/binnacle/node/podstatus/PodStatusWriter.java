package io.binnacle.node.podstatus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.DelayedExecutor;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.node.model.NodePod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes statuses of pods to the API: for one pod in order, one write at a time, the newest only;
 * again after a wait where the server does not take it. The status of a static pod is that of its
 * mirror pod. Callers never wait.
 */
public final class PodStatusWriter {
  private static final System.Logger LOG = System.getLogger(PodStatusWriter.class.getName());
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
  private static final List<String> OWNED_FIELDS =
      List.of(
          "observedGeneration",
          "phase",
          "conditions",
          "reason",
          "message",
          "hostIP",
          "hostIPs",
          "podIP",
          "podIPs",
          "startTime",
          "qosClass",
          "initContainerStatuses",
          "containerStatuses");

  /** What is to be written of one pod. Guarded by itself. */
  private static final class Slot {
    NodePod pod;
    @Nullable ObjectNode wanted;
    boolean delete;
    boolean writing;
    Duration retry = FIRST_RETRY;
    @Nullable ApiObject lastWritten;

    Slot(NodePod pod) {
      this.pod = pod;
    }
  }

  private final ApiClient client;
  private final Function<ObjectKey, Optional<ApiObject>> apiPods;
  private final Executor executor;
  private final DelayedExecutor timer;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();

  /**
   * @param apiPods the pods of this node as the API last told, mirror pods included
   * @param executor runs writes, which block
   */
  public PodStatusWriter(
      ApiClient client,
      Function<ObjectKey, Optional<ApiObject>> apiPods,
      Executor executor,
      DelayedExecutor timer) {
    this.client = client;
    this.apiPods = apiPods;
    this.executor = executor;
    this.timer = timer;
  }

  /** Has the status written, where the API does not have it already. */
  public void write(NodePod pod, ObjectNode status) {
    Slot slot = slots.computeIfAbsent(pod.uid(), uid -> new Slot(pod));
    synchronized (slot) {
      slot.pod = pod;
      slot.wanted = normalized(status);
    }
    begin(slot);
  }

  /** As it will be read back: the parser's number types are not those of the computation. */
  private static ObjectNode normalized(ObjectNode status) {
    return Json.readTrusted(Json.write(status));
  }

  /** After the last status: removes the pod, which has stopped, from the API. */
  public void delete(NodePod pod) {
    Slot slot = slots.computeIfAbsent(pod.uid(), uid -> new Slot(pod));
    synchronized (slot) {
      slot.pod = pod;
      slot.delete = true;
    }
    begin(slot);
  }

  /** The pod is gone from the API. */
  public void forget(String uid) {
    slots.remove(uid);
  }

  private void begin(Slot slot) {
    synchronized (slot) {
      if (slot.writing) {
        return;
      }
      slot.writing = true;
    }
    executor.execute(() -> run(slot));
  }

  private void run(Slot slot) {
    while (true) {
      ObjectNode status;
      NodePod pod;
      boolean delete;
      synchronized (slot) {
        status = slot.wanted;
        pod = slot.pod;
        delete = slot.delete;
        if (status == null && !delete) {
          slot.writing = false;
          return;
        }
        slot.wanted = null;
        slot.delete = false;
      }
      if (!attempt(slot, pod, status, delete)) {
        return;
      }
    }
  }

  /** Gives whether to go on at once. */
  private boolean attempt(Slot slot, NodePod pod, @Nullable ObjectNode status, boolean delete) {
    try {
      if (status != null) {
        writeNow(slot, pod, status);
      }
      if (delete) {
        deleteNow(pod);
      }
      synchronized (slot) {
        slot.retry = FIRST_RETRY;
      }
      return true;
    } catch (ApiException e) {
      retryLater(slot, status, delete, e);
      return false;
    }
  }

  private void retryLater(Slot slot, @Nullable ObjectNode status, boolean delete, ApiException e) {
    LOG.log(System.Logger.Level.DEBUG, "the status of {0} is not written: {1}", slot.pod, e);
    Duration delay;
    synchronized (slot) {
      if (slot.wanted == null) {
        slot.wanted = status;
      }
      slot.delete |= delete;
      delay = slot.retry;
      Duration doubled = delay.multipliedBy(2);
      slot.retry = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
    }
    timer.execute(() -> executor.execute(() -> run(slot)), delay);
  }

  private void writeNow(Slot slot, NodePod pod, ObjectNode status) {
    Optional<ApiObject> known = newest(pod, slot.lastWritten);
    if (known.isEmpty()) {
      return;
    }
    ApiObject base = known.get();
    while (isSameObject(pod, base)) {
      ObjectNode patch = patch(base, status);
      if (isCurrent(base, patch.path("status"))) {
        return;
      }
      try {
        slot.lastWritten =
            client.patch(
                Resources.PODS, base.namespace(), base.name(), "status", PatchType.MERGE, patch);
        return;
      } catch (ApiException e) {
        if (e.isNotFound()) {
          return;
        }
        if (!e.isConflict()) {
          throw e;
        }
        Optional<ApiObject> fresh = read(base);
        if (fresh.isEmpty()) {
          return;
        }
        base = fresh.get();
      }
    }
  }

  private Optional<ApiObject> read(ApiObject object) {
    try {
      return Optional.of(client.get(Resources.PODS, object.namespace(), object.name()));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The newest version that is known: what the watch told, or what the last write gave. */
  private Optional<ApiObject> newest(NodePod pod, @Nullable ApiObject lastWritten) {
    Optional<ApiObject> watched = apiPods.apply(pod.key());
    if (watched.isEmpty() && !pod.isStatic()) {
      watched = Optional.of(pod.object());
    }
    if (watched.isPresent()
        && lastWritten != null
        && lastWritten.uid().equals(watched.get().uid())
        && version(lastWritten) > version(watched.get())) {
      return Optional.of(lastWritten);
    }
    return watched;
  }

  private static long version(ApiObject object) {
    String version = object.resourceVersion();
    return version.matches("\\d{1,18}") ? Long.parseLong(version) : 0;
  }

  /** A new pod of the same name has a status of its own. */
  private static boolean isSameObject(NodePod pod, ApiObject base) {
    return pod.isStatic()
        ? pod.uid().equals(base.annotations().get(NodePod.CONFIG_MIRROR))
        : pod.uid().equals(base.uid());
  }

  private static ObjectNode patch(ApiObject base, ObjectNode status) {
    ObjectNode patch = Json.object();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", base.uid());
    metadata.put("resourceVersion", base.resourceVersion());
    JsonNode before = base.tree().path("status");
    ObjectNode patched = patch.putObject("status");
    for (String field : OWNED_FIELDS) {
      JsonNode value = status.path(field);
      if (field.equals("conditions") && !value.isMissingNode()) {
        patched.set(field, conditions(before.path(field), value));
      } else if (!value.isMissingNode()) {
        patched.set(field, value);
      } else if (before.has(field)) {
        patched.putNull(field);
      }
    }
    return patch;
  }

  /** The agent's conditions, and those of others as they are now. */
  private static ArrayNode conditions(JsonNode before, JsonNode computed) {
    ArrayNode conditions = Json.mapper().createArrayNode();
    for (JsonNode condition : computed) {
      if (PodConditions.isOwned(condition.path("type").asText())) {
        conditions.add(condition);
      }
    }
    for (JsonNode condition : before) {
      if (!PodConditions.isOwned(condition.path("type").asText())) {
        conditions.add(condition);
      }
    }
    return conditions;
  }

  private static boolean isCurrent(ApiObject base, JsonNode patched) {
    JsonNode before = base.tree().path("status");
    for (var field : patched.properties()) {
      JsonNode value = before.path(field.getKey());
      boolean same =
          field.getValue().isNull() ? value.isMissingNode() : field.getValue().equals(value);
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private void deleteNow(NodePod pod) {
    try {
      client.delete(
          Resources.PODS, pod.namespace(), pod.name(), DeleteOptions.now().onlyUid(pod.uid()));
    } catch (ApiException e) {
      // Gone already, or another pod has the name by now: either way this one is gone.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}
