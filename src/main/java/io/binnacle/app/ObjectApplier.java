package io.binnacle.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.client.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Makes objects be as they shall, while other servers may do the same. Blocks for its requests. */
final class ObjectApplier {
  private static final int ATTEMPTS = 8;

  private final ApiClient client;

  ObjectApplier(ApiClient client) {
    this.client = client;
  }

  /** Creates an object unless there is one of its name. */
  void createIfAbsent(GroupVersionResource resource, String namespace, ObjectNode object) {
    if (find(resource, namespace, object).isPresent()) {
      return;
    }
    try {
      client.create(resource, namespace, object);
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  /**
   * Creates an object, or gives the one of its name the same labels, annotations and content;
   * writes nothing where it has them already.
   *
   * @throws ApiException when others are always faster, or for what a client throws else
   */
  void apply(GroupVersionResource resource, String namespace, ObjectNode object) {
    apply(resource, namespace, object, ObjectApplier::merged);
  }

  /**
   * As above, where there is more to keep of what others wrote.
   *
   * @param merge makes the object to be written of the one that is found and the one that is wanted
   */
  void apply(
      GroupVersionResource resource,
      String namespace,
      ObjectNode object,
      BiFunction<ApiObject, ObjectNode, ObjectNode> merge) {
    for (int attempt = 1; !isApplied(resource, namespace, object, merge, attempt); attempt++) {
      // Somebody else wrote in between.
    }
  }

  private boolean isApplied(
      GroupVersionResource resource,
      String namespace,
      ObjectNode object,
      BiFunction<ApiObject, ObjectNode, ObjectNode> merge,
      int attempt) {
    try {
      Optional<ApiObject> found = find(resource, namespace, object);
      if (found.isEmpty()) {
        client.create(resource, namespace, object);
      } else {
        ObjectNode merged = merge.apply(found.get(), object);
        if (!merged.equals(found.get().tree())) {
          client.update(resource, namespace, merged);
        }
      }
      return true;
    } catch (ApiException e) {
      boolean outrun = e.isConflict() || e.isAlreadyExists() || e.isNotFound();
      if (!outrun || attempt == ATTEMPTS) {
        throw e;
      }
      return false;
    }
  }

  private static ObjectNode merged(ApiObject found, ObjectNode object) {
    ObjectNode merged = found.copyTree();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (!field.getKey().equals("metadata")) {
        merged.set(field.getKey(), field.getValue().deepCopy());
      }
    }
    for (String map : List.of("labels", "annotations")) {
      if (object.path("metadata").path(map) instanceof ObjectNode wanted) {
        merged.withObjectProperty("metadata").withObjectProperty(map).setAll(wanted);
      }
    }
    return merged;
  }

  private Optional<ApiObject> find(
      GroupVersionResource resource, String namespace, ObjectNode object) {
    try {
      String name = object.path("metadata").path("name").asText();
      return Optional.of(client.get(resource, namespace, name));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
