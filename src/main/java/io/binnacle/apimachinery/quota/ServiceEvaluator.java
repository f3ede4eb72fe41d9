package io.binnacle.apimachinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.resource.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Counts services, their node ports and their load balancers. */
final class ServiceEvaluator implements QuotaEvaluator {
  private static final String COUNT = "count/services";
  private static final String SERVICES = "services";
  private static final String NODE_PORTS = "services.nodeports";
  private static final String LOAD_BALANCERS = "services.loadbalancers";
  private static final Set<String> NAMES = Set.of(COUNT, SERVICES, NODE_PORTS, LOAD_BALANCERS);

  @Override
  public GroupResource resource() {
    return new GroupResource("", "services");
  }

  @Override
  public boolean chargesUpdates() {
    return true;
  }

  @Override
  public boolean counts(String quotaName) {
    return NAMES.contains(quotaName);
  }

  @Override
  public ResourceList usage(JsonNode service, Instant now) {
    JsonNode spec = service.path("spec");
    boolean balanced = spec.path("type").asText().equals("LoadBalancer");
    int nodePorts = 0;
    if (balanced && !spec.path("allocateLoadBalancerNodePorts").asBoolean(true)) {
      for (JsonNode port : spec.path("ports")) {
        nodePorts += port.path("nodePort").asInt() == 0 ? 0 : 1;
      }
    } else if (balanced || spec.path("type").asText().equals("NodePort")) {
      nodePorts = spec.path("ports").size();
    }
    return new ResourceList(
        Map.of(
            COUNT,
            Quantity.ofCount(1),
            SERVICES,
            Quantity.ofCount(1),
            NODE_PORTS,
            Quantity.ofCount(nodePorts),
            LOAD_BALANCERS,
            Quantity.ofCount(balanced ? 1 : 0)));
  }
}
