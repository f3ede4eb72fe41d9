package io.binnacle.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Lister;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How services and pods find each other: what Endpoints and EndpointSlices are both made from. */
public final class ServicePods {
  public static final String HEADLESS_LABEL = "service.kubernetes.io/headless";

  private ServicePods() {}

  /** Whether the service's endpoints follow a selector; otherwise somebody else writes them. */
  public static boolean isSelecting(ApiObject service) {
    JsonNode spec = service.tree().path("spec");
    return !spec.path("selector").isEmpty() && !spec.path("type").asText().equals("ExternalName");
  }

  public static LabelSelector selector(ApiObject service) {
    Map<String, String> labels = new HashMap<>();
    service
        .tree()
        .path("spec")
        .path("selector")
        .properties()
        .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
    return LabelSelector.ofLabels(labels);
  }

  public static boolean isHeadless(ApiObject service) {
    return service.tree().path("spec").path("clusterIP").asText().equals("None");
  }

  public static boolean publishesNotReady(ApiObject service) {
    return service.tree().path("spec").path("publishNotReadyAddresses").asBoolean();
  }

  /** Enqueues the services that select a pod, or did before. */
  public static KeyMapper podMapper(Lister services) {
    return (change, enqueue) -> {
      ApiObject before = change.before();
      ApiObject after = change.after();
      ApiObject pod = change.object();
      for (ApiObject service : services.list(pod.namespace(), LabelSelector.everything())) {
        if (isSelecting(service) && (selects(service, before) || selects(service, after))) {
          enqueue.accept(service.key());
        }
      }
    };
  }

  private static boolean selects(ApiObject service, @Nullable ApiObject pod) {
    return pod != null && selector(service).matches(pod.labels());
  }

  /**
   * The ports of the service as they are on this pod, in the service's order; a named port that the
   * pod does not have is left out.
   */
  public static ArrayNode portsOn(ApiObject pod, ApiObject service) {
    ArrayNode ports = Json.mapper().createArrayNode();
    for (JsonNode servicePort : service.tree().path("spec").path("ports")) {
      Optional<Integer> number = targetPort(pod, servicePort);
      if (number.isEmpty()) {
        continue;
      }
      ObjectNode port = ports.addObject();
      String name = servicePort.path("name").asText();
      if (!name.isEmpty()) {
        port.put("name", name);
      }
      port.put("port", number.get());
      port.put("protocol", servicePort.path("protocol").asText("TCP"));
      if (servicePort.hasNonNull("appProtocol")) {
        port.set("appProtocol", servicePort.get("appProtocol"));
      }
    }
    return ports;
  }

  private static Optional<Integer> targetPort(ApiObject pod, JsonNode servicePort) {
    JsonNode target = servicePort.path("targetPort");
    if (target.isTextual() && !target.asText().isEmpty()) {
      return namedPort(pod, target.asText(), servicePort.path("protocol").asText("TCP"));
    }
    int number = target.asInt();
    return Optional.of(number == 0 ? servicePort.path("port").asInt() : number);
  }

  private static Optional<Integer> namedPort(ApiObject pod, String name, String protocol) {
    for (JsonNode container : allContainers(pod)) {
      for (JsonNode port : container.path("ports")) {
        if (port.path("name").asText().equals(name)
            && port.path("protocol").asText("TCP").equals(protocol)) {
          return Optional.of(port.path("containerPort").asInt());
        }
      }
    }
    return Optional.empty();
  }

  /** The containers, and the init containers that keep running beside them. */
  private static List<JsonNode> allContainers(ApiObject pod) {
    List<JsonNode> containers = new ArrayList<>();
    JsonNode spec = pod.tree().path("spec");
    spec.path("containers").forEach(containers::add);
    for (JsonNode container : spec.path("initContainers")) {
      if (container.path("restartPolicy").asText().equals("Always")) {
        containers.add(container);
      }
    }
    return containers;
  }

  /** What endpoints say about the pod behind an address. */
  public static ObjectNode targetRef(ApiObject pod) {
    return Json.object()
        .put("kind", "Pod")
        .put("name", pod.name())
        .put("namespace", pod.namespace())
        .put("uid", pod.uid());
  }

  /** The pod's own name in the service's domain, where it asks for one. */
  public static Optional<String> hostname(ApiObject pod, ApiObject service) {
    JsonNode spec = pod.tree().path("spec");
    String hostname = spec.path("hostname").asText();
    boolean inDomain = spec.path("subdomain").asText().equals(service.name());
    return hostname.isEmpty() || !inDomain ? Optional.empty() : Optional.of(hostname);
  }
}
