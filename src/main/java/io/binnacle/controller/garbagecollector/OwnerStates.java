package io.binnacle.controller.garbagecollector;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.OwnerReference;
import io.binnacle.client.ApiClient;
import io.binnacle.controller.ApiDiscovery.DiscoveredResource;
import io.binnacle.controller.garbagecollector.OwnerGraph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the owners of an object are.
 *
 * @param solid they keep it
 * @param waiting they are being deleted, after it
 * @param absent they are gone
 */
record OwnerStates(
    List<OwnerReference> solid, List<OwnerReference> waiting, List<OwnerReference> absent) {

  static OwnerStates of(
      ApiObject object, OwnerGraph graph, ResourceMonitors monitors, ApiClient client) {
    List<OwnerReference> solid = new ArrayList<>();
    List<OwnerReference> waiting = new ArrayList<>();
    List<OwnerReference> absent = new ArrayList<>();
    for (OwnerReference owner : object.ownerReferences()) {
      Optional<Node> found = find(object, owner, graph, monitors, client);
      if (found.isEmpty()) {
        absent.add(owner);
      } else if (found.get().isWaitingForDependents()) {
        waiting.add(owner);
      } else {
        solid.add(owner);
      }
    }
    return new OwnerStates(solid, waiting, absent);
  }

  /**
   * The graph may not know an owner yet: only the server's word counts that there is none.
   *
   * @throws ApiException when it cannot be found out
   */
  private static Optional<Node> find(
      ApiObject object,
      OwnerReference owner,
      OwnerGraph graph,
      ResourceMonitors monitors,
      ApiClient client) {
    Optional<Node> known = graph.get(owner.uid());
    if (known.isPresent()) {
      return known.filter(node -> node.mayOwn(object));
    }
    DiscoveredResource resource =
        monitors
            .resourceOf(owner)
            .orElseThrow(() ->
                ApiException.serviceUnavailable(
                    "the kind of the owner is not known: " + owner.kind()));
    if (resource.namespaced() && object.namespace().isEmpty()) {
      // Owners of cluster-scoped objects must be so too.
      return Optional.empty();
    }
    try {
      ApiObject live =
          client.get(
              resource.resource(), resource.namespaced() ? object.namespace() : "", owner.name());
      return live.uid().equals(owner.uid())
          ? Optional.of(new Node(resource, live))
          : Optional.empty();
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
