package io.binnacle.controller.attachdetach;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.Lister;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What nodes say of volumes, and what they are told of them. Safe for any thread. */
final class AttachableNodes {
  /** On nodes whose agents leave attaching to this controller. */
  private static final String MANAGED = "volumes.kubernetes.io/controller-managed-attach-detach";

  private static final String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";
  private static final String ATTACHED = "volumesAttached";

  private final ControllerContext context;
  private final AttachDetachConfiguration configuration;
  private final Lister nodes;

  /** Since when attachments are of no use, by name. */
  private final Map<String, Instant> uselessSince = new ConcurrentHashMap<>();

  AttachableNodes(
      ControllerContext context, AttachDetachConfiguration configuration, Lister nodes) {
    this.context = context;
    this.configuration = configuration;
    this.nodes = nodes;
  }

  boolean areManaged(String node) {
    return find(node).filter(found -> found.annotations().containsKey(MANAGED)).isPresent();
  }

  private Optional<ApiObject> find(String node) {
    return nodes.get(ObjectKey.clusterScoped(node));
  }

  /** Somebody needs the attachment again, or it is gone. */
  void isBackInUse(ApiObject attachment) {
    uselessSince.remove(attachment.name());
  }

  /**
   * How long to wait until the volume may be taken from its node: zero for now, empty for until the
   * node says something else. A node that is well is waited for without end: its agent may be
   * writing what its kernel still has of the volume.
   *
   * @param volume empty when it is no more: then the node cannot say whether it uses it
   */
  Optional<Duration> waitForRelease(ApiObject attachment, Optional<CsiVolume> volume) {
    Instant now = context.clock().instant();
    Instant since = uselessSince.computeIfAbsent(attachment.name(), name -> now);
    Optional<ApiObject> found = find(Attachments.node(attachment));
    if (found.isPresent()) {
      ApiObject node = found.get();
      boolean inUse = volume.filter(csi -> isInUse(node, csi)).isPresent();
      boolean ready = Pods.condition(node, "Ready").path("status").asText().equals("True");
      if (!inUse || !ready && hasTaint(node)) {
        return Optional.of(Duration.ZERO);
      }
      if (ready) {
        return Optional.empty();
      }
    }
    if (configuration.disableForceDetachOnTimeout()) {
      return Optional.empty();
    }
    Duration left = Duration.between(now, since.plus(configuration.maxWaitForUnmount()));
    return Optional.of(left.isNegative() ? Duration.ZERO : left);
  }

  private static boolean isInUse(ApiObject node, CsiVolume volume) {
    return node.tree()
        .path("status")
        .path("volumesInUse")
        .valueStream()
        .anyMatch(name -> name.asText().equals(volume.uniqueName()));
  }

  private static boolean hasTaint(ApiObject node) {
    return node.tree()
        .path("spec")
        .path("taints")
        .valueStream()
        .anyMatch(taint -> taint.path("key").asText().equals(OUT_OF_SERVICE));
  }

  /**
   * Tells a node, in its status, that it has a volume, or has it no longer. Answers whether that
   * was new. The list is written as a whole, so by one thread at a time, and from what the server
   * has.
   */
  synchronized boolean report(String node, CsiVolume volume, boolean attached) {
    Optional<ApiObject> cached = find(node);
    if (cached.isEmpty() || has(cached.get(), volume) == attached) {
      return false;
    }
    try {
      ApiObject current = context.client().get(Resources.NODES, "", node);
      if (has(current, volume) == attached) {
        return false;
      }
      ObjectNode patch = Json.object();
      // Nobody else writes the list, but a node of the same name may be another one.
      patch.putObject("metadata").put("uid", current.uid());
      patch.putObject("status").set(ATTACHED, changed(current, volume, attached));
      context.client().patch(Resources.NODES, "", node, "status", PatchType.MERGE, patch);
      return true;
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  private static boolean has(ApiObject node, CsiVolume volume) {
    return attached(node)
        .valueStream()
        .anyMatch(one -> one.path("name").asText().equals(volume.uniqueName()));
  }

  private static JsonNode attached(ApiObject node) {
    return node.tree().path("status").path(ATTACHED);
  }

  private static ArrayNode changed(ApiObject node, CsiVolume volume, boolean attached) {
    ArrayNode list = Json.mapper().createArrayNode();
    attached(node).forEach(list::add);
    if (attached) {
      list.addObject().put("name", volume.uniqueName()).put("devicePath", "");
    } else {
      Trees.removeIf(list, one -> one.path("name").asText().equals(volume.uniqueName()));
    }
    return list;
  }
}
