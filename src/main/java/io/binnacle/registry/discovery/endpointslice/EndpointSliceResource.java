package io.binnacle.registry.discovery.endpointslice;

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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The EndpointSlice kind. */
@Dependent
public final class EndpointSliceResource implements BuiltInResource {
  private static final int SHOWN = 3;

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices")
        .columns(
            Columns.named()
                .text(
                    "AddressType",
                    "The sort of addresses.",
                    slice -> slice.tree().path("addressType").asText())
                .text("Ports", "The ports of every endpoint.", EndpointSliceResource::ports)
                .text("Endpoints", "The addresses.", EndpointSliceResource::endpoints)
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object ports(ApiObject slice) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : slice.tree().path("ports")) {
      ports.add(port.hasNonNull("port") ? port.path("port").asText() : "*");
    }
    return shortened(ports);
  }

  private static Object endpoints(ApiObject slice) {
    List<String> addresses = new ArrayList<>();
    for (JsonNode endpoint : slice.tree().path("endpoints")) {
      addresses.addAll(Trees.texts(endpoint.path("addresses")));
    }
    return shortened(addresses);
  }

  private static String shortened(List<String> values) {
    if (values.isEmpty()) {
      return "<unset>";
    }
    return values.size() <= SHOWN
        ? String.join(",", values)
        : String.join(",", values.subList(0, SHOWN)) + " + " + (values.size() - SHOWN) + " more...";
  }

  private static final class Strategy implements ResourceStrategy {
    private static final Set<String> ADDRESS_TYPES = Set.of("IPv4", "IPv6", "FQDN");
    private static final int MAX_ADDRESSES = 100;
    private static final int MAX_ENDPOINTS = 1000;
    private static final int MAX_PORTS = 20_000;

    @Override
    public void applyDefaults(ObjectNode object) {
      for (ObjectNode port : Trees.objects(object.path("ports"))) {
        Trees.defaultText(port, "protocol", "TCP");
        if (!port.hasNonNull("name")) {
          port.put("name", "");
        }
      }
      if (!object.path("endpoints").isArray()) {
        object.putNull("endpoints");
      }
      if (!object.path("ports").isArray()) {
        object.putNull("ports");
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.requiredOneOf(
          object.path("addressType"), ADDRESS_TYPES, FieldPath.of("addressType"), errors);
      validateEndpoints(object, errors);
      validatePorts(object.path("ports"), errors);
      return errors;
    }

    private static void validatePorts(JsonNode ports, List<FieldError> errors) {
      FieldPath path = FieldPath.of("ports");
      if (ports.size() > MAX_PORTS) {
        errors.add(FieldError.tooMany(path, ports.size(), MAX_PORTS));
        return;
      }
      Set<String> names = new HashSet<>();
      int index = 0;
      for (JsonNode port : ports) {
        FieldPath at = path.index(index++);
        String name = port.path("name").asText();
        if (!name.isEmpty()) {
          FieldChecks.invalid(name, Names.dns1123Label(name, false), at.child("name"), errors);
        }
        if (!names.add(name)) {
          errors.add(FieldError.duplicate(at.child("name"), name));
        }
        FieldChecks.requiredOneOf(
            port.path("protocol"), FieldChecks.PROTOCOLS, at.child("protocol"), errors);
        if (port.hasNonNull("appProtocol")) {
          String protocol = port.path("appProtocol").asText();
          FieldChecks.invalid(
              protocol, LabelValidation.qualifiedName(protocol), at.child("appProtocol"), errors);
        }
      }
    }

    private static void validateEndpoints(ObjectNode object, List<FieldError> errors) {
      FieldPath path = FieldPath.of("endpoints");
      JsonNode endpoints = object.path("endpoints");
      if (endpoints.size() > MAX_ENDPOINTS) {
        errors.add(FieldError.tooMany(path, endpoints.size(), MAX_ENDPOINTS));
        return;
      }
      String type = object.path("addressType").asText();
      int index = 0;
      for (JsonNode endpoint : endpoints) {
        FieldPath place = path.index(index++);
        FieldPath at = place.child("addresses");
        JsonNode addresses = endpoint.path("addresses");
        if (addresses.isEmpty()) {
          errors.add(FieldError.required(at, "must contain at least 1 address"));
        } else if (addresses.size() > MAX_ADDRESSES) {
          errors.add(FieldError.tooMany(at, addresses.size(), MAX_ADDRESSES));
        }
        int position = 0;
        for (String address : Trees.texts(addresses)) {
          validateAddress(address, type, at.index(position++), errors);
        }
        EndpointRules.validate(endpoint, place, errors);
      }
    }

    private static void validateAddress(
        String address, String type, FieldPath path, List<FieldError> errors) {
      switch (type) {
        case "FQDN" ->
            FieldChecks.invalid(address, Names.dns1123Subdomain(address, false), path, errors);
        case "IPv4", "IPv6" -> {
          FieldChecks.invalid(address, IpAddresses.check(address), path, errors);
          if (IpAddresses.parse(address).isPresent()) {
            if (IpAddresses.isIpv6(address) != type.equals("IPv6")) {
              errors.add(FieldError.invalid(path, address, "must be an " + type + " address"));
            }
            FieldChecks.invalid(address, IpAddresses.checkNotSpecial(address), path, errors);
          }
        }
        default -> {
          // The type itself was refused already.
        }
      }
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      return Trees.same(object.path("addressType"), old.tree().path("addressType"))
          ? List.of()
          : List.of(
              FieldError.invalid(
                  FieldPath.of("addressType"), object.path("addressType"), "field is immutable"));
    }
  }
}
