package io.binnacle.admission.plugin.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What checks look at of a pod or of a pod template.
 *
 * @param annotations of the pod
 * @param spec of the pod
 */
record PodShape(JsonNode annotations, JsonNode spec) {
  private static final List<String> CONTAINER_LISTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  static PodShape of(JsonNode podOrTemplate) {
    return new PodShape(
        podOrTemplate.path("metadata").path("annotations"), podOrTemplate.path("spec"));
  }

  /** The pod's own security context, missing where it has none. */
  JsonNode securityContext() {
    return spec.path("securityContext");
  }

  /** All containers of all sorts, in the order in which Kubernetes looks at them. */
  List<JsonNode> containers() {
    List<JsonNode> containers = new ArrayList<>();
    CONTAINER_LISTS.forEach(list -> spec.path(list).forEach(containers::add));
    return containers;
  }

  /** The names of the containers whose security context passes the test. */
  List<String> containersWith(Predicate<JsonNode> securityContext) {
    return containers().stream()
        .filter(container -> securityContext.test(container.path("securityContext")))
        .map(container -> container.path("name").asText())
        .toList();
  }

  /** The security contexts of the pod and of its containers. */
  Stream<JsonNode> securityContexts() {
    return Stream.concat(
        Stream.of(securityContext()),
        containers().stream().map(container -> container.path("securityContext")));
  }

  boolean isWindows() {
    return spec.path("os").path("name").asText().equals("windows");
  }

  /** KEP-127: in a user namespace, root of the container is nobody on the node. */
  boolean hasUserNamespace() {
    JsonNode hostUsers = spec.path("hostUsers");
    return hostUsers.isBoolean() && !hostUsers.asBoolean();
  }
}
