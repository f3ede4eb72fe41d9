package io.binnacle.admission.plugin.limitranger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The requests and limits that one LimitRange gives to containers which state none. */
record ContainerDefaults(ObjectNode requests, ObjectNode limits) {
  private static final String ANNOTATION = "kubernetes.io/limit-ranger";

  static ContainerDefaults of(JsonNode limitRangeSpec) {
    ObjectNode requests = Json.object();
    ObjectNode limits = Json.object();
    for (JsonNode limit : limitRangeSpec.path("limits")) {
      if (limit.path("type").asText().equals("Container")) {
        copy(limit.path("defaultRequest"), requests);
        copy(limit.path("default"), limits);
      }
    }
    return new ContainerDefaults(requests, limits);
  }

  private static void copy(JsonNode from, ObjectNode to) {
    from.properties().forEach(entry -> to.set(entry.getKey(), entry.getValue()));
  }

  /** Fills the pod's containers and says so in its annotation. */
  void apply(ObjectNode pod) {
    if (requests.isEmpty() && limits.isEmpty()) {
      return;
    }
    List<String> notes = new ArrayList<>();
    JsonNode spec = pod.path("spec");
    spec.path("containers").forEach(container -> fill(container, "container", notes));
    spec.path("initContainers").forEach(container -> fill(container, "init container", notes));
    if (!notes.isEmpty()) {
      pod.withObjectProperty("metadata")
          .withObjectProperty("annotations")
          .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", notes));
    }
  }

  private void fill(JsonNode container, String what, List<String> notes) {
    if (container instanceof ObjectNode tree) {
      String whose = " for " + what + " " + tree.path("name").asText();
      note(notes, fill(tree, "requests", requests), " request" + whose);
      note(notes, fill(tree, "limits", limits), " limit" + whose);
    }
  }

  /** Sets what the container does not state; gives the names of what was set. */
  private static Set<String> fill(ObjectNode container, String field, ObjectNode defaults) {
    Set<String> set = new TreeSet<>();
    JsonNode stated = container.path("resources").path(field);
    defaults
        .fieldNames()
        .forEachRemaining(name -> {
          if (!stated.has(name)) {
            set.add(name);
          }
        });
    if (!set.isEmpty()) {
      ObjectNode target = container.withObjectProperty("resources").withObjectProperty(field);
      set.forEach(name -> target.set(name, defaults.get(name)));
    }
    return set;
  }

  private static void note(List<String> notes, Set<String> set, String what) {
    if (!set.isEmpty()) {
      notes.add(String.join(", ", set) + what);
    }
  }
}
