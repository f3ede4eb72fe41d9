package io.binnacle.registry.networking.ingress;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The Ingress kind. */
@Dependent
public final class IngressResource implements BuiltInResource {
  private static final int SHOWN_HOSTS = 3;

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("networking.k8s.io", "v1", "Ingress", "ingresses")
        .shortNames("ing")
        .status()
        .columns(
            Columns.named()
                .text(
                    "Class",
                    "Who carries it out.",
                    o -> Columns.orNone(o.tree().at("/spec/ingressClassName").asText()))
                .text("Hosts", "The hosts it is for.", IngressResource::hosts)
                .text("Address", "Where it can be reached.", IngressResource::addresses)
                .text(
                    "Ports",
                    "Its ports.",
                    o -> o.tree().at("/spec/tls").isEmpty() ? "80" : "80, 443")
                .age()
                .build())
        .strategy(new IngressStrategy())
        .build();
  }

  private static Object hosts(ApiObject ingress) {
    Set<String> hosts = new LinkedHashSet<>();
    for (JsonNode rule : ingress.tree().at("/spec/rules")) {
      String host = rule.path("host").asText();
      if (!host.isEmpty()) {
        hosts.add(host);
      }
    }
    if (hosts.isEmpty()) {
      return "*";
    }
    List<String> all = List.copyOf(hosts);
    return all.size() <= SHOWN_HOSTS
        ? String.join(",", all)
        : String.join(",", all.subList(0, SHOWN_HOSTS))
            + " + "
            + (all.size() - SHOWN_HOSTS)
            + " more...";
  }

  private static Object addresses(ApiObject ingress) {
    List<String> addresses = new ArrayList<>();
    for (JsonNode entry : ingress.tree().at("/status/loadBalancer/ingress")) {
      String ip = entry.path("ip").asText();
      addresses.add(ip.isEmpty() ? entry.path("hostname").asText() : ip);
    }
    return String.join(",", addresses);
  }
}
