package io.binnacle.node.environment;

import com.fasterxml.jackson.databind.node.TextNode;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.QualityOfService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The fields of a pod that its containers may ask for (the downward API). */
public final class PodFields {
  private PodFields() {}

  /**
   * The value of a field path.
   *
   * @throws ContainerConfigException for a path that is none
   */
  public static String field(NodePod pod, PodAddresses addresses, String path) {
    return switch (path) {
      case "metadata.name" -> pod.name();
      case "metadata.namespace" -> pod.namespace();
      case "metadata.uid" -> pod.uid();
      case "metadata.labels" -> lines(pod.object().labels());
      case "metadata.annotations" -> lines(pod.object().annotations());
      case "spec.nodeName" -> Objects.requireNonNullElse(pod.spec().getNodeName(), "");
      case "spec.serviceAccountName" ->
          Objects.requireNonNullElse(pod.spec().getServiceAccountName(), "");
      case "status.podIP" -> first(addresses.podIps());
      case "status.podIPs" -> String.join(",", addresses.podIps());
      case "status.hostIP" -> first(addresses.hostIps());
      case "status.hostIPs" -> String.join(",", addresses.hostIps());
      default -> entry(pod, path);
    };
  }

  private static String entry(NodePod pod, String path) {
    int open = path.indexOf("['");
    if (open > 0 && path.endsWith("']")) {
      String key = path.substring(open + 2, path.length() - 2);
      switch (path.substring(0, open)) {
        case "metadata.labels":
          return pod.object().labels().getOrDefault(key, "");
        case "metadata.annotations":
          return pod.object().annotations().getOrDefault(key, "");
        default:
          break;
      }
    }
    throw new ContainerConfigException("unsupported fieldPath: " + path);
  }

  /** A limit or request of a container, in units of the divisor, rounded up. */
  public static String resource(
      NodePod pod, Container own, ResourceFieldSelector selector, Allocatable allocatable) {
    String containerName = selector.getContainerName();
    Container container =
        containerName == null || containerName.isEmpty()
            ? own
            : pod.container(containerName)
                .orElseThrow(() ->
                    new ContainerConfigException("container " + containerName + " not found"));
    String path = selector.getResource();
    int dot = path.indexOf('.');
    String sort = dot < 0 ? path : path.substring(0, dot);
    String resource = path.substring(dot + 1);
    Quantity amount =
        switch (sort) {
          case "limits" -> limit(container, resource, allocatable);
          case "requests" -> QualityOfService.request(container, resource);
          default -> throw new ContainerConfigException("unsupported container resource: " + path);
        };
    return divided(amount, selector);
  }

  /** Without a limit, what the node has to give is the limit. */
  private static Quantity limit(Container container, String resource, Allocatable allocatable) {
    Quantity limit = QualityOfService.limit(container, resource);
    return limit.signum() == 0 ? allocatable.of(resource) : limit;
  }

  private static String divided(Quantity amount, ResourceFieldSelector selector) {
    Quantity divisor =
        selector.getDivisor() == null
            ? Quantity.ZERO
            : Quantity.parse(selector.getDivisor().toString());
    long milliDivisor = divisor.signum() == 0 ? 1000 : divisor.milliValue();
    return BigDecimal.valueOf(amount.milliValue())
        .divide(BigDecimal.valueOf(milliDivisor), 0, RoundingMode.UP)
        .toPlainString();
  }

  private static String lines(Map<String, String> map) {
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + Json.writeText(TextNode.valueOf(entry.getValue())))
            .collect(Collectors.joining("\n"));
  }

  private static String first(List<String> addresses) {
    return addresses.isEmpty() ? "" : addresses.getFirst();
  }
}
