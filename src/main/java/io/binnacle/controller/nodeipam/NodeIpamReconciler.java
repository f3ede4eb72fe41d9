package io.binnacle.controller.nodeipam;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ListOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.Change;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Reconciler;
import io.binnacle.controller.Result;
import io.binnacle.controller.Watch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Gives out the lowest free /24. One key stands for all nodes, so that two nodes never get the same
 * range: the reconciler is never called twice at a time for one key, and looks at the server's own
 * list, not at its cache.
 */
final class NodeIpamReconciler implements Reconciler {
  private static final ObjectKey ALL = ObjectKey.clusterScoped("all");
  private static final int MAX_NODES = 256;

  private final ControllerContext context;
  private final SharedInformer nodes;
  private final String prefix;

  NodeIpamReconciler(ControllerContext context, String clusterCidr) {
    this.context = context;
    this.nodes = context.informers().informer(Resources.NODES, ListOptions.allNamespaces());
    this.prefix = clusterCidr.replaceFirst("\\.0\\.0/16$", "");
  }

  @Override
  public List<Watch> watches() {
    return List.of(new Watch(nodes, NodeIpamReconciler::map));
  }

  private static void map(Change change, Consumer<ObjectKey> enqueue) {
    if (!change.isDeletion() && podCidr(change.object()).isEmpty()) {
      enqueue.accept(ALL);
    }
  }

  @Override
  public Result reconcile(ObjectKey key) {
    boolean waiting =
        nodes.lister().list("", LabelSelector.everything()).stream()
            .anyMatch(node -> podCidr(node).isEmpty());
    if (!waiting) {
      return Result.done();
    }
    List<ApiObject> current =
        context.client().list(Resources.NODES, ListOptions.allNamespaces()).items();
    Set<String> taken = new HashSet<>();
    current.forEach(node -> taken.add(podCidr(node)));
    int next = 0;
    for (ApiObject node : current) {
      if (!podCidr(node).isEmpty()) {
        continue;
      }
      while (next < MAX_NODES && taken.contains(range(next))) {
        next++;
      }
      if (next == MAX_NODES) {
        context
            .recorder()
            .warning(
                node,
                "CIDRNotAvailable",
                "Node " + node.name() + " status is now: CIDRNotAvailable");
        return Result.retry();
      }
      assign(node, range(next));
      next++;
    }
    return Result.done();
  }

  private String range(int index) {
    return prefix + "." + index + ".0/24";
  }

  private static String podCidr(ApiObject node) {
    return node.tree().path("spec").path("podCIDR").asText();
  }

  private void assign(ApiObject node, String range) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("resourceVersion", node.resourceVersion());
    ObjectNode spec = patch.putObject("spec");
    spec.put("podCIDR", range);
    spec.putArray("podCIDRs").add(range);
    context.client().patch(Resources.NODES, "", node.name(), "", PatchType.MERGE, patch);
  }
}
