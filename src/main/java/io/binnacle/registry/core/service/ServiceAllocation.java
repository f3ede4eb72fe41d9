package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives services their addresses and node ports. What is taken is known by reservations: objects of
 * unserved resources, named by what they reserve, that are created and deleted in the same commit
 * as the service. Two services that draw the same address at once cannot both commit.
 */
final class ServiceAllocation {
  static final GroupResource ADDRESSES = new GroupResource("binnacle.io", "ipallocations");
  static final GroupResource PORTS = new GroupResource("binnacle.io", "nodeports");
  private static final FieldPath SPEC = FieldPath.of("spec");

  private final AddressRange addresses;
  private final PortRange ports;
  private final RandomGenerator random;

  ServiceAllocation(AddressRange addresses, PortRange ports, RandomGenerator random) {
    this.addresses = addresses;
    this.ports = ports;
    this.random = random;
  }

  /** Fills in what the service needs and has not; checks what it asks for. */
  List<FieldError> allocate(ObjectNode spec, @Nullable ApiObject old, Snapshot state) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode before = old == null ? Json.object() : old.tree().path("spec");
    allocateAddress(spec, addressesOf(before), state, errors);
    allocatePorts(spec, portsOf(before), state, errors);
    return errors;
  }

  private void allocateAddress(
      ObjectNode spec, Set<String> own, Snapshot state, List<FieldError> errors) {
    if (!ServiceType.needsClusterIp(spec) || ServiceType.isHeadless(spec)) {
      return;
    }
    checkFamilies(spec, errors);
    if (!errors.isEmpty()) {
      return;
    }
    String wanted = spec.path("clusterIP").asText();
    if (wanted.isEmpty()) {
      Optional<String> chosen =
          addresses.choose(random, address -> isTaken(state, ADDRESSES, address));
      if (chosen.isEmpty()) {
        errors.add(
            new FieldError(
                FieldError.Type.INTERNAL,
                "spec.clusterIPs",
                null,
                "failed to allocate a serviceIP: range is full"));
        return;
      }
      spec.put("clusterIP", chosen.get());
      spec.putArray("clusterIPs").add(chosen.get());
    } else if (!own.contains(wanted)) {
      checkAddress(wanted, state, errors);
    }
  }

  private static void checkFamilies(ObjectNode spec, List<FieldError> errors) {
    String policy = spec.path("ipFamilyPolicy").asText();
    if (policy.equals("RequireDualStack")) {
      errors.add(
          FieldError.invalid(
              SPEC.child("ipFamilyPolicy"),
              policy,
              "this cluster is not configured for dual-stack services"));
      return;
    }
    int index = 0;
    for (String family : Trees.texts(spec.path("ipFamilies"))) {
      if (!family.equals("IPv4")) {
        errors.add(
            FieldError.invalid(
                SPEC.child("ipFamilies").index(index), family, "not configured on this cluster"));
      }
      index++;
    }
  }

  private void checkAddress(String wanted, Snapshot state, List<FieldError> errors) {
    String why;
    if (!addresses.contains(wanted)) {
      why =
          "the provided IP ("
              + wanted
              + ") is not in the valid range. The range of valid IPs is "
              + addresses;
    } else if (isTaken(state, ADDRESSES, wanted)) {
      why = "provided IP is already allocated";
    } else {
      return;
    }
    errors.add(
        FieldError.invalidRaw(
            SPEC.child("clusterIPs"),
            "[\"" + wanted + "\"]",
            "failed to allocate IP " + wanted + ": " + why));
  }

  private void allocatePorts(
      ObjectNode spec, Set<String> own, Snapshot state, List<FieldError> errors) {
    Set<Integer> used = new HashSet<>();
    List<ObjectNode> wanting = new ArrayList<>();
    int index = 0;
    for (ObjectNode port : Trees.objects(spec.path("ports"))) {
      FieldPath path = SPEC.child("ports").index(index++).child("nodePort");
      int wanted = port.path("nodePort").asInt();
      if (wanted != 0) {
        used.add(wanted);
        checkPort(wanted, own, state, path, errors);
      } else if (ServiceType.needsNodePorts(spec)) {
        wanting.add(port);
      }
    }
    IntPredicate taken =
        port -> used.contains(port) || isTaken(state, PORTS, Integer.toString(port));
    for (ObjectNode port : wanting) {
      choose(port, "nodePort", taken, used, errors);
    }
    int healthCheck = spec.path("healthCheckNodePort").asInt();
    if (healthCheck != 0) {
      checkPort(healthCheck, own, state, SPEC.child("healthCheckNodePort"), errors);
    } else if (ServiceType.needsHealthCheckPort(spec)) {
      choose(spec, "healthCheckNodePort", taken, used, errors);
    }
  }

  private void choose(
      ObjectNode target,
      String field,
      IntPredicate taken,
      Set<Integer> used,
      List<FieldError> errors) {
    OptionalInt chosen = ports.choose(random, taken);
    if (chosen.isEmpty()) {
      errors.add(
          new FieldError(
              FieldError.Type.INTERNAL,
              "spec.ports.nodePort",
              null,
              "failed to allocate a nodePort: range is full"));
      return;
    }
    target.put(field, chosen.getAsInt());
    used.add(chosen.getAsInt());
  }

  private void checkPort(
      int wanted, Set<String> own, Snapshot state, FieldPath path, List<FieldError> errors) {
    String name = Integer.toString(wanted);
    if (own.contains(name)) {
      return;
    }
    if (!ports.contains(wanted)) {
      errors.add(
          FieldError.invalid(
              path,
              wanted,
              "provided port is not in the valid range. The range of valid ports is " + ports));
    } else if (isTaken(state, PORTS, name)) {
      errors.add(FieldError.invalid(path, wanted, "provided port is already allocated"));
    }
  }

  private static boolean isTaken(Snapshot state, GroupResource resource, String name) {
    return state.get(resource, ObjectKey.clusterScoped(name)) != null;
  }

  /** The reservations that a change of a service makes and gives up. */
  static List<Mutation> reservations(
      @Nullable ObjectNode object, @Nullable ApiObject old, Snapshot state) {
    JsonNode after = object == null ? Json.object() : object.path("spec");
    JsonNode before = old == null ? Json.object() : old.tree().path("spec");
    List<Mutation> mutations = new ArrayList<>();
    ObjectNode owner = owner(object != null ? object : old == null ? Json.object() : old.tree());
    change(ADDRESSES, "IPAllocation", addressesOf(before), addressesOf(after), owner, state)
        .forEach(mutations::add);
    change(PORTS, "NodePort", portsOf(before), portsOf(after), owner, state)
        .forEach(mutations::add);
    return mutations;
  }

  private static List<Mutation> change(
      GroupResource resource,
      String kind,
      Set<String> before,
      Set<String> after,
      ObjectNode owner,
      Snapshot state) {
    List<Mutation> mutations = new ArrayList<>();
    for (String name : before) {
      StoredObject reservation = state.get(resource, ObjectKey.clusterScoped(name));
      if (!after.contains(name) && reservation != null) {
        mutations.add(new Mutation.Delete(resource, reservation.key(), reservation.revision()));
      }
    }
    for (String name : after) {
      if (!before.contains(name)) {
        ObjectNode tree = Json.object();
        tree.put("apiVersion", "binnacle.io/v1");
        tree.put("kind", kind);
        tree.putObject("metadata").put("name", name);
        tree.putObject("spec").set("service", owner);
        mutations.add(new Mutation.Create(resource, ObjectKey.clusterScoped(name), tree));
      }
    }
    return mutations;
  }

  private static ObjectNode owner(JsonNode service) {
    ObjectNode owner = Json.object();
    for (String field : List.of("namespace", "name", "uid")) {
      owner.put(field, service.path("metadata").path(field).asText());
    }
    return owner;
  }

  private static Set<String> addressesOf(JsonNode spec) {
    Set<String> names = new LinkedHashSet<>();
    if (ServiceType.needsClusterIp(spec) && !ServiceType.isHeadless(spec)) {
      names.addAll(Trees.texts(spec.path("clusterIPs")));
    }
    return names;
  }

  private static Set<String> portsOf(JsonNode spec) {
    Set<String> names = new LinkedHashSet<>();
    for (JsonNode port : spec.path("ports")) {
      if (port.path("nodePort").asInt() != 0) {
        names.add(port.path("nodePort").asText());
      }
    }
    if (spec.path("healthCheckNodePort").asInt() != 0) {
      names.add(spec.path("healthCheckNodePort").asText());
    }
    return names;
  }
}
