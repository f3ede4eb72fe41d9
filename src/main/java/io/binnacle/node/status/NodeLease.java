package io.binnacle.node.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The heartbeat: a Lease that the agent renews while it lives. For one thread. */
public final class NodeLease {
  static final String NAMESPACE = "kube-node-lease";
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final ApiClient client;
  private final String nodeName;
  private final Duration duration;
  private final Clock clock;
  private @Nullable ApiObject current;

  public NodeLease(ApiClient client, String nodeName, Duration duration, Clock clock) {
    this.client = client;
    this.nodeName = nodeName;
    this.duration = duration;
    this.clock = clock;
  }

  /**
   * Renews the lease, or makes it.
   *
   * @param node the Node object, which owns the lease
   * @throws ApiException where the server does not take it: to be tried again
   */
  void renew(ApiObject node) {
    ApiObject known = current == null ? read().orElse(null) : current;
    current = null;
    if (known == null) {
      current = create(node);
      return;
    }
    ObjectNode tree = known.copyTree();
    fill(tree, node);
    try {
      current = client.update(Resources.LEASES, NAMESPACE, tree);
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
      // Somebody else wrote or deleted it. It is read anew, once; the next turn comes soon.
      Optional<ApiObject> fresh = read();
      if (fresh.isEmpty()) {
        current = create(node);
      } else {
        ObjectNode again = fresh.get().copyTree();
        fill(again, node);
        current = client.update(Resources.LEASES, NAMESPACE, again);
      }
    }
  }

  private Optional<ApiObject> read() {
    try {
      return Optional.of(client.get(Resources.LEASES, NAMESPACE, nodeName));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private ApiObject create(ApiObject node) {
    ObjectNode tree = Json.object();
    tree.put("apiVersion", "coordination.k8s.io/v1");
    tree.put("kind", "Lease");
    tree.putObject("metadata").put("name", nodeName).put("namespace", NAMESPACE);
    fill(tree, node);
    return client.create(Resources.LEASES, NAMESPACE, tree);
  }

  private void fill(ObjectNode tree, ApiObject node) {
    ((ObjectNode) tree.path("metadata"))
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "v1")
        .put("kind", "Node")
        .put("name", node.name())
        .put("uid", node.uid());
    tree.withObjectProperty("spec")
        .put("holderIdentity", nodeName)
        .put("leaseDurationSeconds", duration.toSeconds())
        .put("renewTime", MICRO_TIME.format(clock.instant()));
  }
}
