package io.binnacle.registry.networking.networkpolicy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The NetworkPolicy kind. */
@Dependent
public final class NetworkPolicyResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies")
        .shortNames("netpol")
        .columns(
            Columns.named()
                .text(
                    "Pod-Selector",
                    "The pods it is for.",
                    o -> Columns.selector(o.tree().at("/spec/podSelector")))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> TYPES = List.of("Ingress", "Egress");
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final int MAX_TYPES = 2;

    @Override
    public void applyDefaults(ObjectNode object) {
      ObjectNode spec = Trees.child(object, "spec");
      Trees.child(spec, "podSelector");
      for (String direction : List.of("ingress", "egress")) {
        for (ObjectNode rule : Trees.objects(spec.path(direction))) {
          Trees.objects(rule.path("ports"))
              .forEach(port -> Trees.defaultText(port, "protocol", "TCP"));
        }
      }
      if (spec.path("policyTypes").isEmpty()) {
        ArrayNode types = spec.putArray("policyTypes").add("Ingress");
        if (!spec.path("egress").isEmpty()) {
          types.add("Egress");
        }
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      LabelValidation.selector(spec.path("podSelector"), SPEC.child("podSelector"), errors);
      validateRules(spec.path("ingress"), "from", SPEC.child("ingress"), errors);
      validateRules(spec.path("egress"), "to", SPEC.child("egress"), errors);
      JsonNode types = spec.path("policyTypes");
      FieldPath path = SPEC.child("policyTypes");
      if (types.size() > MAX_TYPES) {
        errors.add(FieldError.invalid(path, types, "may not specify more than two policyTypes"));
        return errors;
      }
      int index = 0;
      for (JsonNode type : types) {
        FieldPath at = path.index(index++);
        if (!TYPES.contains(type.asText())) {
          errors.add(FieldError.notSupported(at, type.asText(), TYPES));
        }
      }
      return errors;
    }

    private static void validateRules(
        JsonNode rules, String peers, FieldPath path, List<FieldError> errors) {
      int index = 0;
      for (JsonNode rule : rules) {
        FieldPath at = path.index(index++);
        int i = 0;
        for (JsonNode port : rule.path("ports")) {
          validatePort(port, at.child("ports").index(i++), errors);
        }
        i = 0;
        for (JsonNode peer : rule.path(peers)) {
          validatePeer(peer, at.child(peers).index(i++), errors);
        }
      }
    }

    private static void validatePort(JsonNode port, FieldPath path, List<FieldError> errors) {
      FieldChecks.oneOf(port.path("protocol"), PROTOCOLS, path.child("protocol"), errors);
      JsonNode number = port.path("port");
      JsonNode end = port.path("endPort");
      if (number.isNumber()) {
        FieldChecks.portNumber(number, path.child("port"), errors);
        if (end.isNumber()) {
          if (end.asLong() < number.asLong()) {
            errors.add(
                FieldError.invalid(
                    path.child("endPort"), number, "must be greater than or equal to `port`"));
          }
          FieldChecks.portNumber(end, path.child("endPort"), errors);
        }
      } else if (number.isTextual()) {
        if (end.isNumber()) {
          errors.add(
              FieldError.invalid(
                  path.child("endPort"), end, "may not be specified when `port` is non-numeric"));
        }
        FieldChecks.portReference(number, path.child("port"), errors);
      } else if (end.isNumber()) {
        errors.add(
            FieldError.invalid(
                path.child("endPort"), end, "may not be specified when `port` is not specified"));
      }
    }

    private static void validatePeer(JsonNode peer, FieldPath path, List<FieldError> errors) {
      int peers = 0;
      for (String selector : List.of("podSelector", "namespaceSelector")) {
        if (peer.path(selector).isObject()) {
          peers++;
          LabelValidation.selector(peer.path(selector), path.child(selector), errors);
        }
      }
      boolean block = peer.path("ipBlock").isObject();
      if (block) {
        validateBlock(peer.path("ipBlock"), path.child("ipBlock"), errors);
      }
      if (peers == 0 && !block) {
        errors.add(FieldError.required(path, "must specify a peer"));
      } else if (block && peers > 0) {
        errors.add(FieldError.forbidden(path, "may not specify both ipBlock and another peer"));
      }
    }

    private static void validateBlock(JsonNode block, FieldPath path, List<FieldError> errors) {
      String range = block.path("cidr").asText();
      if (range.isEmpty()) {
        errors.add(FieldError.required(path.child("cidr"), ""));
        return;
      }
      Optional<IpAddresses.Range> whole = IpAddresses.range(range);
      if (whole.isEmpty()) {
        errors.add(FieldError.invalid(path.child("cidr"), range, IpAddresses.NO_RANGE));
        return;
      }
      int index = 0;
      for (JsonNode except : block.path("except")) {
        FieldPath at = path.child("except").index(index++);
        Optional<IpAddresses.Range> part = IpAddresses.range(except.asText());
        if (part.isEmpty()) {
          errors.add(FieldError.invalid(at, except, IpAddresses.NO_RANGE));
        } else if (!whole.get().strictlyContains(part.get())) {
          errors.add(FieldError.invalid(at, except, "must be a strict subset of `cidr`"));
        }
      }
    }
  }
}
