package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.Verb;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The Service kind. */
@Dependent
public final class ServiceResource implements BuiltInResource {
  private final ServiceAllocation allocation;

  /**
   * @param random draws addresses and ports
   */
  @Inject
  public ServiceResource(ServiceConfiguration configuration, RandomGenerator random) {
    this.allocation =
        new ServiceAllocation(
            new AddressRange(configuration.serviceCidr()),
            PortRange.parse(configuration.nodePortRange()),
            random);
  }

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "Service", "services")
        .shortNames("svc")
        .categories("all")
        .status()
        .subresource(
            new Subresource.Connect(
                "proxy",
                new GroupVersionKind("", "v1", "ServiceProxyOptions"),
                Set.of(Verb.CREATE, Verb.DELETE, Verb.GET, Verb.PATCH, Verb.UPDATE)))
        .selectableField("spec.clusterIP", o -> o.tree().at("/spec/clusterIP").asText())
        .selectableField("spec.type", o -> o.tree().at("/spec/type").asText())
        .columns(
            Columns.named()
                .text("Type", "How it can be reached.", o -> o.tree().at("/spec/type").asText())
                .text("Cluster-IP", "Its address within the cluster.", ServiceResource::clusterIp)
                .text("External-IP", "Its addresses outside.", ServiceResource::externalIp)
                .text("Port(s)", "Its ports, and those of the nodes.", ServiceResource::ports)
                .age()
                .wide(
                    "Selector",
                    "The pods behind it.",
                    o -> Columns.labels(o.tree().at("/spec/selector")))
                .build())
        .strategy(new ServiceStrategy(allocation))
        .build();
  }

  private static Object clusterIp(ApiObject service) {
    return Columns.orNone(service.tree().at("/spec/clusterIP").asText());
  }

  private static Object externalIp(ApiObject service) {
    JsonNode spec = service.tree().path("spec");
    if (ServiceType.is(spec, ServiceType.EXTERNAL_NAME)) {
      return spec.path("externalName").asText();
    }
    List<String> addresses = new ArrayList<>();
    if (ServiceType.is(spec, ServiceType.LOAD_BALANCER)) {
      for (JsonNode ingress : service.tree().at("/status/loadBalancer/ingress")) {
        String ip = ingress.path("ip").asText();
        addresses.add(ip.isEmpty() ? ingress.path("hostname").asText() : ip);
      }
    }
    addresses.addAll(Trees.texts(spec.path("externalIPs")));
    if (addresses.isEmpty() && ServiceType.is(spec, ServiceType.LOAD_BALANCER)) {
      return "<pending>";
    }
    return Columns.orNone(String.join(",", addresses));
  }

  private static Object ports(ApiObject service) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : service.tree().at("/spec/ports")) {
      int nodePort = port.path("nodePort").asInt();
      ports.add(
          port.path("port").asInt()
              + (nodePort == 0 ? "" : ":" + nodePort)
              + "/"
              + port.path("protocol").asText());
    }
    return Columns.orNone(String.join(",", ports));
  }
}
