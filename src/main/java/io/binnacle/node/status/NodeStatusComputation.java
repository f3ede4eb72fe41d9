package io.binnacle.node.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.configuration.NodeConfiguration;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.Image;
import io.binnacle.node.runtime.RuntimeFacts;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Computes the status of the Node. For one thread. */
public final class NodeStatusComputation {
  static final String KUBELET_VERSION = "v1.36.0+binnacle";
  private static final int MOST_IMAGES = 50;
  private static final long LEAST_FREE_MEMORY = 100L << 20;
  private static final int LEAST_FREE_DISK_DIVISOR = 10;

  private final NodeConfiguration configuration;
  private final HostFacts host;
  private final NodeResources resources;
  private final RuntimeFacts runtime;
  private final Clock clock;
  private final List<String> addresses;

  public NodeStatusComputation(
      NodeConfiguration configuration,
      HostFacts host,
      NodeResources resources,
      RuntimeFacts runtime,
      List<String> addresses,
      Clock clock) {
    this.configuration = configuration;
    this.host = host;
    this.resources = resources;
    this.runtime = runtime;
    this.addresses = List.copyOf(addresses);
    this.clock = clock;
  }

  /**
   * The fields of the status that the agent owns.
   *
   * @param previous the status before, for the times of conditions; may be missing
   * @param agentPort where the agent's server listens
   */
  ObjectNode compute(JsonNode previous, int agentPort) {
    ObjectNode status = Json.object();
    status.set("capacity", quantities(resources.capacity()));
    status.set("allocatable", quantities(resources.allocatable()));
    status.set("conditions", conditions(previous.path("conditions")));
    ArrayNode list = status.putArray("addresses");
    for (String address : addresses) {
      list.addObject().put("type", "InternalIP").put("address", address);
    }
    list.addObject().put("type", "Hostname").put("address", configuration.nodeName());
    status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", agentPort);
    status.set("nodeInfo", nodeInfo());
    status.set("images", images());
    return status;
  }

  private static ObjectNode quantities(Map<String, Quantity> amounts) {
    ObjectNode quantities = Json.object();
    new TreeMap<>(amounts).forEach((name, amount) -> quantities.put(name, amount.toString()));
    return quantities;
  }

  private ObjectNode nodeInfo() {
    String version;
    try {
      version = runtime.version();
    } catch (ContainerRuntimeException e) {
      version = "";
    }
    return Json.object()
        .put("machineID", host.machineId())
        .put("systemUUID", host.systemUuid())
        .put("bootID", host.bootId())
        .put("kernelVersion", host.kernelVersion())
        .put("osImage", host.osImage())
        .put("containerRuntimeVersion", version)
        .put("kubeletVersion", KUBELET_VERSION)
        .put("kubeProxyVersion", "")
        .put("operatingSystem", "linux")
        .put("architecture", host.architecture());
  }

  private ArrayNode images() {
    ArrayNode images = Json.mapper().createArrayNode();
    List<Image> present;
    try {
      present = new ArrayList<>(runtime.listImages());
    } catch (ContainerRuntimeException e) {
      return images;
    }
    present.sort(Comparator.comparing(Image::sizeBytes).reversed().thenComparing(Image::id));
    for (Image image : present.subList(0, Math.min(MOST_IMAGES, present.size()))) {
      ObjectNode entry = images.addObject();
      ArrayNode names = entry.putArray("names");
      image.digests().forEach(names::add);
      image.tags().forEach(names::add);
      entry.put("sizeBytes", image.sizeBytes());
    }
    return images;
  }

  private ArrayNode conditions(JsonNode before) {
    ArrayNode conditions = Json.mapper().createArrayNode();
    try {
      addPressure(
          conditions,
          before,
          "MemoryPressure",
          host.memoryAvailableBytes() < LEAST_FREE_MEMORY,
          List.of(
              "KubeletHasInsufficientMemory",
              "kubelet has insufficient memory available",
              "KubeletHasSufficientMemory",
              "kubelet has sufficient memory available"));
      addPressure(
          conditions,
          before,
          "DiskPressure",
          host.diskAvailableBytes() < host.diskBytes() / LEAST_FREE_DISK_DIVISOR,
          List.of(
              "KubeletHasDiskPressure",
              "kubelet has disk pressure",
              "KubeletHasNoDiskPressure",
              "kubelet has no disk pressure"));
      addPressure(
          conditions,
          before,
          "PIDPressure",
          host.processCount() >= host.processLimit() * 9 / 10,
          List.of(
              "KubeletHasInsufficientPID",
              "kubelet has insufficient PID available",
              "KubeletHasSufficientPID",
              "kubelet has sufficient PID available"));
      addReady(conditions, before, notReadyReason());
    } catch (IOException e) {
      addReady(conditions, before, Optional.of("the host cannot be measured: " + e));
    }
    return conditions;
  }

  private Optional<String> notReadyReason() {
    try {
      return runtime.notReadyReason();
    } catch (ContainerRuntimeException e) {
      return Optional.of("container runtime is down: " + e.getMessage());
    }
  }

  private void addReady(ArrayNode conditions, JsonNode before, Optional<String> notReady) {
    add(
        conditions,
        before,
        "Ready",
        notReady.isEmpty(),
        notReady.isEmpty() ? "KubeletReady" : "KubeletNotReady",
        notReady.orElse("kubelet is posting ready status"));
  }

  /**
   * @param texts reason and message under pressure, reason and message without
   */
  private void addPressure(
      ArrayNode conditions, JsonNode before, String type, boolean pressed, List<String> texts) {
    add(conditions, before, type, pressed, texts.get(pressed ? 0 : 2), texts.get(pressed ? 1 : 3));
  }

  private void add(
      ArrayNode conditions,
      JsonNode before,
      String type,
      boolean holds,
      String reason,
      String message) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String value = holds ? "True" : "False";
    String since = now;
    for (JsonNode condition : before) {
      if (condition.path("type").asText().equals(type)
          && condition.path("status").asText().equals(value)) {
        since = condition.path("lastTransitionTime").asText(now);
      }
    }
    conditions
        .addObject()
        .put("type", type)
        .put("status", value)
        .put("lastHeartbeatTime", now)
        .put("lastTransitionTime", since)
        .put("reason", reason)
        .put("message", message);
  }
}
