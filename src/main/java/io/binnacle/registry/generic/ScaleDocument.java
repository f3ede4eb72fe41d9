package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.managedfields.ScaleFields;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An object's scale as an autoscaling/v1 Scale, and back. */
record ScaleDocument(Subresource.Scale paths, boolean isCustom) {
  static final GroupVersionKind KIND = new GroupVersionKind("autoscaling", "v1", "Scale");

  static ScaleDocument of(Subresource.Scale paths, ResourceDefinition definition) {
    return new ScaleDocument(paths, definition.isCustom());
  }

  ObjectNode of(ObjectNode tree) {
    if (isCustom && !Trees.at(tree, paths.specReplicasPath()).isNumber()) {
      throw ApiException.internal(
          "the spec replicas field \"" + paths.specReplicasPath() + "\" does not exist");
    }
    ObjectNode scale = Json.object();
    scale.put("kind", KIND.kind());
    scale.put("apiVersion", KIND.apiVersion());
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      JsonNode value = tree.path("metadata").get(field);
      if (value != null) {
        metadata.set(field, value);
      }
    }
    ObjectNode spec = scale.putObject("spec");
    int replicas = Trees.at(tree, paths.specReplicasPath()).asInt();
    if (replicas != 0) {
      spec.put("replicas", replicas);
    }
    ObjectNode status = scale.putObject("status");
    status.put("replicas", Trees.at(tree, paths.statusReplicasPath()).asInt());
    String selector =
        paths.selectorPath().isEmpty() ? "" : selector(Trees.at(tree, paths.selectorPath()));
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    return scale;
  }

  /** How owners of the object's replicas are those of the document's. */
  ScaleFields fields() {
    return new ScaleFields(paths.specReplicasPath());
  }

  private static String selector(JsonNode selector) {
    if (selector.isTextual()) {
      return selector.asText();
    }
    if (selector.has("matchLabels") || selector.has("matchExpressions")) {
      return LabelSelector.ofStructured(selector).toString();
    }
    Map<String, String> labels = new TreeMap<>(Trees.textMap(selector));
    return LabelSelector.ofLabels(labels).toString();
  }

  /** Writes the number of replicas, and the version that the client names, into the object. */
  void apply(JsonNode scale, ObjectNode object) {
    Trees.setAt(
        object,
        paths.specReplicasPath(),
        IntNode.valueOf(scale.path("spec").path("replicas").asInt()));
  }

  List<FieldError> validate(JsonNode object) {
    JsonNode replicas = Trees.at(object, paths.specReplicasPath());
    if (replicas.asInt() >= 0) {
      return List.of();
    }
    return isCustom
        ? List.of(
            new FieldError(
                FieldError.Type.INVALID,
                paths.specReplicasPath(),
                replicas.asText(),
                "should be a non-negative integer"))
        : List.of(
            FieldError.invalid(
                FieldPath.of("spec", "replicas"), replicas, "must be greater than or equal to 0"));
  }
}
