package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.core.podtemplate.PodValidation;
import io.binnacle.registry.core.podtemplate.QualityOfService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the containers of a pod that runs may use, and nothing else of it (KEP-1287). */
final class PodResize implements Subresource.PartStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> LISTS = List.of("containers", "initContainers");
  private static final List<String> RESIZABLE = List.of("cpu", "memory");

  @Override
  public void take(ObjectNode request, ObjectNode object) {
    for (String list : LISTS) {
      Map<String, JsonNode> wanted = new HashMap<>();
      request
          .path("spec")
          .path(list)
          .forEach(container -> wanted.put(container.path("name").asText(), container));
      for (ObjectNode container : Trees.objects(object.path("spec").path(list))) {
        JsonNode with = wanted.get(container.path("name").asText());
        if (with != null) {
          Trees.setOrRemove(container, "resources", with.get("resources"));
          Trees.setOrRemove(container, "resizePolicy", with.get("resizePolicy"));
        }
      }
    }
  }

  @Override
  public List<FieldError> validate(
      ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
    JsonNode spec = object.path("spec");
    JsonNode before = old.tree().path("spec");
    List<FieldError> errors = new ArrayList<>(PodValidation.validate(object));
    String quality = QualityOfService.of(before);
    if (!QualityOfService.of(spec).equals(quality)) {
      errors.add(
          FieldError.invalid(
              SPEC,
              QualityOfService.of(spec),
              "Pod QOS Class may not change as a result of resizing"));
    }
    for (String list : LISTS) {
      for (int i = 0; i < spec.path(list).size(); i++) {
        JsonNode now = spec.path(list).path(i).path("resources");
        JsonNode then = before.path(list).path(i).path("resources");
        if (!Trees.same(fixed(now), fixed(then))) {
          errors.add(
              FieldError.forbidden(
                  SPEC.child(list).index(i).child("resources"),
                  "only cpu and memory resources are mutable"));
        }
      }
    }
    return errors;
  }

  private static ObjectNode fixed(JsonNode resources) {
    ObjectNode rest = resources.isObject() ? resources.deepCopy() : Json.object();
    for (String list : List.of("requests", "limits")) {
      if (rest.get(list) instanceof ObjectNode amounts) {
        amounts.remove(RESIZABLE);
        if (amounts.isEmpty()) {
          rest.remove(list);
        }
      }
    }
    return rest;
  }
}
