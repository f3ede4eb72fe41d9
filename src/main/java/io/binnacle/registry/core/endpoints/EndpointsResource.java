package io.binnacle.registry.core.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The Endpoints kind. */
@Dependent
public final class EndpointsResource implements BuiltInResource {
  private static final int SHOWN = 3;

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "Endpoints", "endpoints")
        .shortNames("ep")
        .columns(
            Columns.named()
                .text("Endpoints", "The addresses of ready pods.", EndpointsResource::addresses)
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object addresses(ApiObject endpoints) {
    List<String> all = new ArrayList<>();
    for (JsonNode subset : endpoints.tree().path("subsets")) {
      JsonNode ports = subset.path("ports");
      for (JsonNode address : subset.path("addresses")) {
        String ip = address.path("ip").asText();
        if (ports.isEmpty()) {
          all.add(ip);
        }
      }
      for (JsonNode port : ports) {
        for (JsonNode address : subset.path("addresses")) {
          String ip = address.path("ip").asText();
          String host = IpAddresses.isIpv6(ip) ? "[" + ip + "]" : ip;
          all.add(host + ":" + port.path("port").asInt());
        }
      }
    }
    if (all.size() <= SHOWN) {
      return Columns.orNone(String.join(",", all));
    }
    return String.join(",", all.subList(0, SHOWN)) + " + " + (all.size() - SHOWN) + " more...";
  }

  private static final class Strategy implements ResourceStrategy {
    @Override
    public boolean hasGeneration() {
      return false;
    }

    @Override
    public boolean allowsCreateOnUpdate() {
      return true;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      for (ObjectNode subset : Trees.objects(object.path("subsets"))) {
        for (ObjectNode port : Trees.objects(subset.path("ports"))) {
          Trees.defaultText(port, "protocol", "TCP");
        }
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      int index = 0;
      for (JsonNode subset : object.path("subsets")) {
        FieldPath path = FieldPath.of("subsets").index(index++);
        if (subset.path("addresses").isEmpty() && subset.path("notReadyAddresses").isEmpty()) {
          errors.add(FieldError.required(path, "must specify `addresses` or `notReadyAddresses`"));
        }
        for (String list : List.of("addresses", "notReadyAddresses")) {
          validateAddresses(subset.path(list), path.child(list), errors);
        }
        validatePorts(subset.path("ports"), path.child("ports"), errors);
      }
      return errors;
    }

    private static void validateAddresses(
        JsonNode addresses, FieldPath path, List<FieldError> errors) {
      int index = 0;
      for (JsonNode address : addresses) {
        FieldPath at = path.index(index++);
        String ip = address.path("ip").asText();
        FieldChecks.invalid(ip, IpAddresses.check(ip), at.child("ip"), errors);
        if (!address.path("hostname").asText().isEmpty()) {
          FieldChecks.label(address.path("hostname"), at.child("hostname"), errors);
        }
        if (address.hasNonNull("nodeName")) {
          FieldChecks.subdomain(address.path("nodeName"), at.child("nodeName"), errors);
        }
        FieldChecks.invalid(ip, IpAddresses.checkNotSpecial(ip), at.child("ip"), errors);
      }
    }

    private static void validatePorts(JsonNode ports, FieldPath path, List<FieldError> errors) {
      int index = 0;
      for (JsonNode port : ports) {
        FieldPath at = path.index(index++);
        String name = port.path("name").asText();
        if (name.isEmpty() && ports.size() > 1) {
          errors.add(FieldError.required(at.child("name"), ""));
        } else if (!name.isEmpty()) {
          FieldChecks.invalid(name, Names.dns1123Label(name, false), at.child("name"), errors);
        }
        FieldChecks.portNumber(port.path("port"), at.child("port"), errors);
        FieldChecks.requiredOneOf(
            port.path("protocol"), FieldChecks.PROTOCOLS, at.child("protocol"), errors);
        if (port.hasNonNull("appProtocol")) {
          LabelValidation.name(port.path("appProtocol"), at.child("appProtocol"), errors);
        }
      }
    }
  }
}
