package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import org.jspecify.annotations.Nullable;

/**
 * What a pod that runs and its containers may use, and nothing else of it (KEP-1287, and KEP-5419
 * for the pod as a whole).
 */
final class PodResize implements Subresource.PartStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> LISTS = List.of("containers", "initContainers");
  private static final String RESOURCES = "resources";
  private static final List<String> AMOUNTS = List.of("requests", "limits");
  private static final List<String> RESIZABLE = List.of("cpu", "memory");

  /** Containers come in the order of the request: another one than before is refused later. */
  @Override
  public void take(ObjectNode request, ObjectNode object) {
    for (String list : LISTS) {
      Map<String, JsonNode> known = new HashMap<>();
      object
          .path("spec")
          .path(list)
          .forEach(container -> known.put(container.path("name").asText(), container));
      ArrayNode containers = Json.mapper().createArrayNode();
      for (JsonNode wanted : request.path("spec").path(list)) {
        containers.add(taken(wanted, known.get(wanted.path("name").asText())));
      }
      Trees.setOrRemove(
          Trees.child(object, "spec"), list, containers.isEmpty() ? null : containers);
    }
    Trees.setOrRemove(
        Trees.child(object, "spec"), RESOURCES, request.path("spec").path(RESOURCES).deepCopy());
  }

  private static JsonNode taken(JsonNode wanted, @Nullable JsonNode known) {
    if (!(known instanceof ObjectNode container)) {
      return wanted.deepCopy();
    }
    ObjectNode taken = container.deepCopy();
    Trees.setOrRemove(taken, RESOURCES, wanted.get(RESOURCES));
    Trees.setOrRemove(taken, "resizePolicy", wanted.get("resizePolicy"));
    return taken;
  }

  @Override
  public List<FieldError> validate(
      ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
    JsonNode spec = object.path("spec");
    JsonNode before = old.tree().path("spec");
    if (old.tree().at("/metadata/annotations").has("kubernetes.io/config.mirror")) {
      return unsupported("static pods cannot be resized");
    }
    if (before.at("/os/name").asText().equals("windows")) {
      return unsupported("windows pods cannot be resized");
    }
    List<FieldError> errors = new ArrayList<>(PodValidation.validate(object));
    if (!QualityOfService.of(spec).equals(QualityOfService.of(before))) {
      errors.add(
          FieldError.invalid(
              SPEC,
              old.tree().at("/status/qosClass").asText(),
              "Pod QOS Class may not change as a result of resizing"));
    }
    validatePodLevel(spec.path(RESOURCES), before.path(RESOURCES), errors);
    int found = errors.size();
    LISTS.forEach(list -> validateOrder(spec.path(list), before.path(list), list, errors));
    if (errors.size() == found) {
      validateRemovals(spec, before, errors);
      validateContainers(spec, before, errors);
    }
    return errors;
  }

  private static List<FieldError> unsupported(String reason) {
    return List.of(FieldError.forbidden(FieldPath.of("[]"), reason));
  }

  private static void validateOrder(
      JsonNode now, JsonNode before, String list, List<FieldError> errors) {
    FieldPath path = SPEC.child(list);
    if (now.size() != before.size()) {
      errors.add(FieldError.forbidden(path, list + " may not be added or removed on resize"));
      return;
    }
    for (int i = 0; i < now.size(); i++) {
      if (!now.get(i).path("name").equals(before.get(i).path("name"))) {
        errors.add(
            FieldError.forbidden(
                path.index(i).child("name"), list + " may not be renamed or reordered on resize"));
      }
    }
  }

  private static void validatePodLevel(JsonNode now, JsonNode before, List<FieldError> errors) {
    FieldPath path = SPEC.child(RESOURCES);
    if (before.isObject() && !now.isObject()) {
      errors.add(FieldError.forbidden(path, "pod-level resources cannot be removed"));
      return;
    }
    validateRemoval(now, before, "pod-level resource", path, errors);
    ObjectNode fixed = fixedAmounts(now, before);
    Trees.setOrRemove(fixed, "claims", now.get("claims"));
    if (!Trees.same(fixed, before.isObject() ? before : Json.object())) {
      errors.add(
          FieldError.forbidden(SPEC, "only cpu and memory resources are mutable at pod-level"));
    }
  }

  private static void validateRemovals(JsonNode spec, JsonNode before, List<FieldError> errors) {
    for (String list : List.of("initContainers", "containers")) {
      for (int i = 0; i < before.path(list).size(); i++) {
        validateRemoval(
            spec.path(list).get(i).path(RESOURCES),
            before.path(list).get(i).path(RESOURCES),
            "resource",
            SPEC.child(list).index(i).child(RESOURCES),
            errors);
      }
    }
  }

  private static void validateRemoval(
      JsonNode now, JsonNode before, String what, FieldPath path, List<FieldError> errors) {
    for (String amounts : AMOUNTS) {
      boolean removed =
          before.path(amounts).properties().stream()
              .anyMatch(entry -> !now.path(amounts).has(entry.getKey()));
      if (removed) {
        errors.add(
            FieldError.forbidden(path.child(amounts), what + " " + amounts + " cannot be removed"));
      }
    }
  }

  private static void validateContainers(JsonNode spec, JsonNode before, List<FieldError> errors) {
    for (int i = 0; i < spec.path("containers").size(); i++) {
      JsonNode old = before.path("containers").get(i);
      if (!Trees.same(fixed(spec.path("containers").get(i), old), old)) {
        errors.add(FieldError.forbidden(SPEC, "only cpu and memory resources are mutable"));
      }
    }
    for (int i = 0; i < spec.path("initContainers").size(); i++) {
      validateInitContainer(
          spec.path("initContainers").get(i),
          before.path("initContainers").get(i),
          SPEC.child("initContainers").index(i),
          errors);
    }
  }

  private static void validateInitContainer(
      JsonNode now, JsonNode before, FieldPath path, List<FieldError> errors) {
    if (!Trees.same(fixed(now, before), before)) {
      errors.add(
          FieldError.forbidden(
              path, "only cpu and memory resources for init or sidecar containers are mutable"));
    }
    if (!Trees.same(now, before) && !isSidecar(now) && restartsOnResize(now)) {
      errors.add(
          FieldError.forbidden(
              path,
              "non-sidecar init containers with a resize policy of RestartContainer cannot be"
                  + " resized"));
    }
  }

  private static boolean restartsOnResize(JsonNode container) {
    return Trees.objects(container.path("resizePolicy")).stream()
        .anyMatch(policy -> policy.path("restartPolicy").asText().equals("RestartContainer"));
  }

  /** The container with its processor time and memory as they were. */
  private static ObjectNode fixed(JsonNode now, JsonNode before) {
    ObjectNode fixed = now.deepCopy();
    fixed.set(RESOURCES, fixedAmounts(now.path(RESOURCES), before.path(RESOURCES)));
    return fixed;
  }

  private static ObjectNode fixedAmounts(JsonNode now, JsonNode before) {
    ObjectNode fixed = Json.object();
    for (String amounts : AMOUNTS) {
      JsonNode old = before.path(amounts);
      ObjectNode kept =
          now.path(amounts) instanceof ObjectNode stated ? stated.deepCopy() : Json.object();
      RESIZABLE.forEach(name -> Trees.setOrRemove(kept, name, old.get(name)));
      if (!kept.isEmpty() || old.isObject()) {
        fixed.set(amounts, kept);
      }
    }
    return fixed;
  }

  private static boolean isSidecar(JsonNode container) {
    return container.path("restartPolicy").asText().equals("Always");
  }
}
