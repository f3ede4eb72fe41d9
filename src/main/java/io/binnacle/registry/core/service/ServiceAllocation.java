package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.addresses.ServiceAddress;
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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gives services their addresses and node ports. What is taken is known by reservations:
 * IPAddresses (KEP-1880) and objects of an unserved resource, named by what they reserve, that are
 * created and deleted in the same commit as the service. Two services that draw the same address at
 * once cannot both commit.
 */
final class ServiceAllocation {
  static final GroupResource ADDRESSES = new GroupResource("networking.k8s.io", "ipaddresses");
  private static final GroupResource RANGES =
      new GroupResource("networking.k8s.io", "servicecidrs");
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
          ranges(state).stream()
              .map(range -> range.choose(random, address -> isTaken(state, ADDRESSES, address)))
              .flatMap(Optional::stream)
              .findFirst();
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

  /** The range that this cluster was made with, and those that were added to it. */
  private List<AddressRange> ranges(Snapshot state) {
    List<AddressRange> ranges = new ArrayList<>();
    ranges.add(addresses);
    Iterator<StoredObject> added = state.list(RANGES, "", null);
    added.forEachRemaining(stored -> {
      ApiObject range = stored.object();
      for (String cidr : Trees.texts(range.tree().path("spec").path("cidrs"))) {
        if (isReady(range) && AddressRange.isSupported(cidr)) {
          AddressRange found = new AddressRange(cidr);
          if (!found.toString().equals(addresses.toString())) {
            ranges.add(found);
          }
        }
      }
    });
    return ranges;
  }

  private static boolean isReady(ApiObject range) {
    for (JsonNode condition : range.tree().path("status").path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        return condition.path("status").asText().equals("True") && !range.isBeingDeleted();
      }
    }
    return false;
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
    if (ranges(state).stream().noneMatch(range -> range.contains(wanted))) {
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
  List<Mutation> reservations(
      @Nullable ObjectNode object, @Nullable ApiObject old, Snapshot state, Instant now) {
    JsonNode after = object == null ? Json.object() : object.path("spec");
    JsonNode before = old == null ? Json.object() : old.tree().path("spec");
    List<Mutation> mutations = new ArrayList<>();
    ObjectNode owner = owner(object != null ? object : old == null ? Json.object() : old.tree());
    mutations.addAll(
        change(
            ADDRESSES,
            addressesOf(before),
            addressesOf(after),
            name -> ipAddress(owner, name, now),
            state));
    mutations.addAll(
        change(PORTS, portsOf(before), portsOf(after), name -> nodePort(owner, name), state));
    return mutations;
  }

  private ObjectNode ipAddress(ObjectNode owner, String name, Instant now) {
    ObjectKey service =
        new ObjectKey(owner.path("namespace").asText(), owner.path("name").asText());
    ObjectNode tree = ServiceAddress.tree(service, name);
    Trees.child(tree, "metadata")
        .put("uid", uid().toString())
        .put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
    return tree;
  }

  /** A random one, out of this allocation's own chance (RFC 9562, version 4). */
  private UUID uid() {
    long high = random.nextLong() & ~0xF000L | 0x4000L;
    long low = random.nextLong() & ~(0x3L << 62) | 0x2L << 62;
    return new UUID(high, low);
  }

  private static ObjectNode nodePort(ObjectNode owner, String name) {
    ObjectNode tree = Json.object();
    tree.put("apiVersion", "binnacle.io/v1");
    tree.put("kind", "NodePort");
    tree.putObject("metadata").put("name", name);
    tree.putObject("spec").set("service", owner);
    return tree;
  }

  private static List<Mutation> change(
      GroupResource resource,
      Set<String> before,
      Set<String> after,
      Function<String, ObjectNode> reservation,
      Snapshot state) {
    List<Mutation> mutations = new ArrayList<>();
    for (String name : before) {
      StoredObject kept = state.get(resource, ObjectKey.clusterScoped(name));
      if (!after.contains(name) && kept != null) {
        mutations.add(new Mutation.Delete(resource, kept.key(), kept.revision()));
      }
    }
    for (String name : after) {
      if (!before.contains(name)) {
        mutations.add(
            new Mutation.Create(resource, ObjectKey.clusterScoped(name), reservation.apply(name)));
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
