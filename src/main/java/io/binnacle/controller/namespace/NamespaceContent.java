package io.binnacle.controller.namespace;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ApiDiscovery;
import io.binnacle.controller.ApiDiscovery.Discovered;
import io.binnacle.controller.ApiDiscovery.DiscoveredResource;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Parallel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Deletes what is in a namespace. Pods go first and must be gone before the rest follows: what they
 * need to end in order, and what keeps others from reaching them, outlives them.
 */
final class NamespaceContent {
  private final ControllerContext context;
  private final ApiDiscovery discovery;

  NamespaceContent(ControllerContext context) {
    this.context = context;
    this.discovery = new ApiDiscovery(context.client());
  }

  /** Deletes everything that can be now, and tells what is left. */
  Emptied delete(String namespace) {
    Discovered discovered = discovery.discover();
    List<GroupVersionResource> resources =
        discovered.resources().stream()
            .filter(DiscoveredResource::namespaced)
            .filter(resource -> resource.verbs().containsAll(Set.of("list", "delete")))
            .map(DiscoveredResource::resource)
            .toList();
    Sweep pods = new Sweep(namespace);
    resources.stream().filter(Resources.PODS::equals).forEach(pods::delete);
    if (!pods.remaining.isEmpty() || pods.failure.isPresent()) {
      // Also where it is not known whether pods are left.
      return pods.outcome(discovered.failure());
    }
    Sweep all = new Sweep(namespace);
    resources.forEach(all::delete);
    return all.outcome(discovered.failure());
  }

  private final class Sweep {
    private final String namespace;
    private final Map<String, Integer> remaining = new TreeMap<>();
    private final Map<String, Integer> finalizers = new TreeMap<>();
    private Optional<ApiException> failure = Optional.empty();

    Sweep(String namespace) {
      this.namespace = namespace;
    }

    private void delete(GroupVersionResource resource) {
      try {
        List<ApiObject> objects = list(resource);
        List<ApiObject> toDelete =
            objects.stream().filter(object -> !object.isBeingDeleted()).toList();
        Parallel.forEach(context.executor(), toDelete, object -> delete(resource, object)).stream()
            .findFirst()
            .ifPresent(refusal -> failure = Optional.of(refusal));
        count(resource, objects.isEmpty() ? objects : list(resource));
      } catch (ApiException e) {
        // A kind whose definition was deleted meanwhile has no objects either.
        if (!e.isNotFound()) {
          failure = Optional.of(e);
        }
      }
    }

    private List<ApiObject> list(GroupVersionResource resource) {
      return context.client().list(resource, ListOptions.inNamespace(namespace)).items();
    }

    private void delete(GroupVersionResource resource, ApiObject object) {
      DeleteOptions options =
          new DeleteOptions(
              OptionalLong.empty(),
              Optional.of(object.uid()),
              Optional.empty(),
              Optional.of("Background"));
      try {
        context.client().delete(resource, namespace, object.name(), options);
      } catch (ApiException e) {
        // Gone, or another by now, which the next sweep finds.
        if (!e.isNotFound() && !e.isConflict()) {
          throw e;
        }
      }
    }

    private void count(GroupVersionResource resource, List<ApiObject> left) {
      if (!left.isEmpty()) {
        remaining.put(resource.resource() + "." + resource.group(), left.size());
      }
      for (ApiObject object : left) {
        object.finalizers().forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
      }
    }

    private Emptied outcome(Optional<ApiException> discoveryFailure) {
      return new Emptied(discoveryFailure, failure, remaining, finalizers);
    }
  }
}
