package io.binnacle.controller.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.Conditions;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Parallel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The objects of a definition that is being deleted. */
final class Instances {
  private final ControllerContext context;

  Instances(ControllerContext context) {
    this.context = context;
  }

  /**
   * Deletes what can be deleted.
   *
   * @return whether nothing is left
   */
  boolean delete(ApiObject definition) {
    Optional<GroupVersionResource> resource = served(definition);
    if (resource.isEmpty() || !Conditions.isTrue(definition.tree(), "Established")) {
      return true;
    }
    try {
      List<ApiObject> objects = list(resource.get());
      List<ApiObject> toDelete =
          objects.stream().filter(object -> !object.isBeingDeleted()).toList();
      Parallel.forEach(context.executor(), toDelete, object -> delete(resource.get(), object))
          .stream()
          .findFirst()
          .ifPresent(refusal -> {
            throw refusal;
          });
      return objects.isEmpty() || list(resource.get()).isEmpty();
    } catch (ApiException e) {
      // A resource that is not served has no objects that anybody could see.
      if (e.isNotFound()) {
        return true;
      }
      throw e;
    }
  }

  private static Optional<GroupVersionResource> served(ApiObject definition) {
    JsonNode spec = definition.tree().path("spec");
    for (JsonNode version : spec.path("versions")) {
      if (version.path("served").asBoolean()) {
        return Optional.of(
            new GroupVersionResource(
                spec.path("group").asText(),
                version.path("name").asText(),
                spec.path("names").path("plural").asText()));
      }
    }
    return Optional.empty();
  }

  private List<ApiObject> list(GroupVersionResource resource) {
    return context.client().list(resource, ListOptions.allNamespaces()).items();
  }

  private void delete(GroupVersionResource resource, ApiObject object) {
    DeleteOptions options =
        new DeleteOptions(
            OptionalLong.empty(), Optional.of(object.uid()), Optional.empty(), Optional.empty());
    try {
      context.client().delete(resource, object.namespace(), object.name(), options);
    } catch (ApiException e) {
      // Gone, or another by now.
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }
}
