package io.binnacle.app.rollback;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to be written so that objects are as they were. What others own is left to its owners:
 * controllers make it again of what is brought back.
 */
final class RollbackPlan {
  /** Told by the server and no wish of anybody, so that they make no difference. */
  private static final List<String> OBSERVED =
      List.of("resourceVersion", "generation", "managedFields");

  /** What an object that is made anew cannot have from the one that is gone. */
  private static final List<String> OF_ONE_LIFE =
      List.of("resourceVersion", "generation", "managedFields", "uid", "creationTimestamp");

  /** Bound once for good; their present specification cannot be taken back. */
  private static final Set<String> BOUND = Set.of("Pod", "PersistentVolumeClaim");

  /** What others refer to comes first. */
  private static final List<String> FIRST =
      List.of("ServiceAccount", "Secret", "ConfigMap", "PersistentVolumeClaim");

  private final List<Step> steps = new ArrayList<>();

  /** One write; the reason to make it is that object and wish differ. */
  record Step(String operation, ObjectNode object) {
    String kind() {
      return object.path("kind").asText();
    }

    @Override
    public String toString() {
      return operation + " " + kind() + " " + object.path("metadata").path("name").asText();
    }

    private int rank() {
      int place = FIRST.indexOf(kind());
      int rank = place < 0 ? FIRST.size() : place;
      return operation.equals("Delete") ? 2 * FIRST.size() + 1 - rank : rank;
    }
  }

  /**
   * Adds what one resource needs.
   *
   * @param then its objects at the moment, with kind and apiVersion
   * @param now its objects now
   */
  void add(List<ObjectNode> then, List<ObjectNode> now) {
    Map<String, ObjectNode> present = new LinkedHashMap<>();
    now.forEach(object -> present.put(name(object), object));
    for (ObjectNode past : then) {
      @Nullable ObjectNode current = present.remove(name(past));
      if (isDerived(past) || metadata(past).hasNonNull("deletionTimestamp")) {
        continue;
      }
      if (current == null) {
        steps.add(new Step("Create", anew(past)));
      } else if (differ(past, current) && !BOUND.contains(past.path("kind").asText())) {
        steps.add(new Step("Update", asPresent(past, current)));
      }
    }
    for (ObjectNode current : present.values()) {
      if (!isDerived(current) && !metadata(current).hasNonNull("deletionTimestamp")) {
        steps.add(new Step("Delete", reference(current)));
      }
    }
  }

  /** What is to be made and changed first, then what is to go. */
  List<Step> steps() {
    return steps.stream().sorted(Comparator.comparingInt(Step::rank)).toList();
  }

  /** The plan as a bundle that the server takes as a whole. */
  ObjectNode bundle() {
    ObjectNode bundle = Json.object().put("apiVersion", "binnacle.io/v1").put("kind", "Bundle");
    ArrayNode items = bundle.putArray("items");
    for (Step step : steps()) {
      items.addObject().put("operation", step.operation).set("object", step.object);
    }
    return bundle;
  }

  private static JsonNode metadata(ObjectNode object) {
    return object.path("metadata");
  }

  private static String name(ObjectNode object) {
    return metadata(object).path("name").asText();
  }

  private static boolean isDerived(ObjectNode object) {
    return !metadata(object).path("ownerReferences").isEmpty()
        || metadata(object).path("labels").has("endpointslice.kubernetes.io/managed-by");
  }

  private static boolean differ(ObjectNode past, ObjectNode current) {
    if (metadata(past).path("resourceVersion").equals(metadata(current).path("resourceVersion"))) {
      return false;
    }
    return !wish(past).equals(wish(current));
  }

  private static ObjectNode wish(ObjectNode object) {
    ObjectNode wish = object.deepCopy();
    wish.remove("status");
    ObjectNode metadata = wish.withObjectProperty("metadata");
    metadata.remove(OBSERVED);
    metadata.remove(List.of("uid", "creationTimestamp", "deletionTimestamp"));
    return wish;
  }

  private static ObjectNode anew(ObjectNode past) {
    ObjectNode object = past.deepCopy();
    object.remove("status");
    object.withObjectProperty("metadata").remove(OF_ONE_LIFE);
    return object;
  }

  /** In place of the version that is known, and of no later one. */
  private static ObjectNode asPresent(ObjectNode past, ObjectNode current) {
    ObjectNode object = past.deepCopy();
    ObjectNode metadata = object.withObjectProperty("metadata");
    metadata.remove(OBSERVED);
    for (String field : List.of("uid", "resourceVersion", "creationTimestamp")) {
      metadata.set(field, metadata(current).path(field));
    }
    return object;
  }

  private static ObjectNode reference(ObjectNode current) {
    ObjectNode reference = Json.object();
    reference.set("apiVersion", current.path("apiVersion"));
    reference.set("kind", current.path("kind"));
    ObjectNode metadata = reference.putObject("metadata");
    for (String field : List.of("namespace", "name", "uid", "resourceVersion")) {
      metadata.set(field, metadata(current).path(field));
    }
    return reference;
  }
}
