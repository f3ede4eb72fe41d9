package io.binnacle.controller.garbagecollector;

import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ResourceEventHandler;
import io.binnacle.client.SharedInformer;
import io.binnacle.controller.ApiDiscovery;
import io.binnacle.controller.ApiDiscovery.Discovered;
import io.binnacle.controller.ApiDiscovery.DiscoveredResource;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.garbagecollector.OwnerGraph.Node;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Watches every resource that can be watched and deleted, and keeps the graph from what it sees.
 * Enqueues the uids of those to look at. Safe for any thread.
 */
final class ResourceMonitors {
  /**
   * How long the graph waits for what does not answer: one custom kind whose objects cannot be
   * converted must not keep everything else from being collected.
   */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  private static final Logger LOG = System.getLogger(ResourceMonitors.class.getName());

  private record Monitor(SharedInformer informer, Instant since) {}

  private final ControllerContext context;
  private final ApiDiscovery discovery;
  private final OwnerGraph graph;
  private final Map<DiscoveredResource, Monitor> monitors = new HashMap<>();
  private final Instant begun;
  private boolean discoveredAll;
  private boolean hasSynced;

  ResourceMonitors(ControllerContext context, OwnerGraph graph) {
    this.context = context;
    this.discovery = new ApiDiscovery(context.client());
    this.graph = graph;
    this.begun = context.clock().instant();
  }

  /** Follows what kinds there are now. Blocks for some requests. */
  synchronized void refresh() {
    Discovered discovered = discovery.discover();
    Set<DiscoveredResource> wanted = new HashSet<>();
    for (DiscoveredResource resource : discovered.resources()) {
      // Events depend on nothing and there are many.
      boolean events = resource.resource().resource().equals("events");
      if (!events && resource.verbs().containsAll(Set.of("list", "watch", "delete"))) {
        wanted.add(resource);
      }
    }
    for (DiscoveredResource resource : wanted) {
      if (!monitors.containsKey(resource)) {
        monitors.put(resource, new Monitor(monitor(resource), context.clock().instant()));
        hasSynced = false;
      }
    }
    if (discovered.failure().isEmpty()) {
      discoveredAll = true;
      // The informer itself stays: it is shared with whoever else wants the metadata.
      monitors.keySet().retainAll(wanted);
    }
  }

  /**
   * Whether the graph knows every object that there was when its kind was found. Until then it may
   * lack dependents, and an owner that seems to have none must not be let go.
   */
  synchronized boolean haveSynced() {
    if (!hasSynced) {
      boolean none = monitors.isEmpty() || (!discoveredAll && isAwaited(begun));
      hasSynced = !none && monitors.entrySet().stream().noneMatch(this::isAwaited);
    }
    return hasSynced;
  }

  private boolean isAwaited(Map.Entry<DiscoveredResource, Monitor> entry) {
    Monitor monitor = entry.getValue();
    if (monitor.informer().hasSynced()) {
      return false;
    }
    boolean awaited = isAwaited(monitor.since());
    if (!awaited) {
      LOG.log(
          Level.WARNING,
          "Going on without {0}, which cannot be listed",
          entry.getKey().resource().groupResource());
    }
    return awaited;
  }

  private boolean isAwaited(Instant since) {
    return context.clock().instant().isBefore(since.plus(LONGEST_WAIT));
  }

  private SharedInformer monitor(DiscoveredResource resource) {
    SharedInformer informer =
        context
            .informers()
            .informer(resource.resource(), ListOptions.allNamespaces().withMetadataOnly());
    informer.addHandler(
        new ResourceEventHandler() {
          @Override
          public void onAdd(ApiObject object) {
            seen(new Node(resource, object));
          }

          @Override
          public void onUpdate(ApiObject old, ApiObject current) {
            seen(new Node(resource, current));
          }

          @Override
          public void onDelete(ApiObject last) {
            gone(last);
          }
        });
    informer.start();
    return informer;
  }

  private void seen(Node node) {
    graph.put(node);
    ApiObject object = node.object();
    // Most of what has owners changes without any of them: pods run, nodes renew their leases.
    if (object.isBeingDeleted() || !graph.isKept(object)) {
      enqueue(object.uid());
    }
    if (node.isWaitingForDependents()) {
      graph.dependentsOf(object.uid()).forEach(dependent -> enqueue(dependent.object().uid()));
    }
    enqueueWaitingOwners(object);
  }

  private void gone(ApiObject last) {
    graph.remove(last);
    graph.dependentsOf(last.uid()).forEach(dependent -> enqueue(dependent.object().uid()));
    enqueueWaitingOwners(last);
  }

  private void enqueueWaitingOwners(ApiObject object) {
    for (OwnerReference owner : object.ownerReferences()) {
      graph
          .get(owner.uid())
          .filter(node -> node.object().isBeingDeleted())
          .ifPresent(node -> enqueue(owner.uid()));
    }
  }

  private void enqueue(String uid) {
    context.queue().accept(ObjectKey.clusterScoped(uid));
  }

  /** The resource of a kind, whatever version the reference names. */
  synchronized Optional<DiscoveredResource> resourceOf(OwnerReference owner) {
    String group = GroupVersion.parse(owner.apiVersion()).group();
    return monitors.keySet().stream()
        .filter(resource -> resource.kind().equals(owner.kind()))
        .filter(resource -> resource.resource().group().equals(group))
        .findFirst();
  }
}
