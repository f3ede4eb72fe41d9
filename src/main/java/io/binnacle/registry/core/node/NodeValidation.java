package io.binnacle.registry.core.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.registry.core.ResourceNames;
import io.binnacle.registry.core.podtemplate.SchedulingValidation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of nodes. */
final class NodeValidation {
  private static final FieldPath RANGES = FieldPath.of("spec", "podCIDRs");
  private static final InternalForm ADDRESS = InternalForm.empty().texts("Type", "Address");

  private NodeValidation() {}

  static List<FieldError> validate(JsonNode node) {
    List<FieldError> errors = new ArrayList<>();
    // Kubernetes names the metadata here.
    SchedulingValidation.taints(
        node.at("/spec/taints"), FieldPath.of("metadata", "taints"), errors);
    for (String list : List.of("capacity", "allocatable")) {
      for (Map.Entry<String, JsonNode> entry : node.path("status").path(list).properties()) {
        ResourceNames.validateAmount(
            entry.getKey(), entry.getValue(), FieldPath.of("status", list, entry.getKey()), errors);
      }
    }
    return errors;
  }

  /** The ranges of its pods' addresses: at most one of each family. */
  static List<FieldError> validateRanges(JsonNode ranges) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Set<Boolean> families = new HashSet<>();
    int index = 0;
    for (String range : Trees.texts(ranges)) {
      FieldPath at = RANGES.index(index++);
      if (!IpAddresses.isRange(range)) {
        errors.add(FieldError.invalid(at, range, IpAddresses.NO_RANGE));
      }
      families.add(IpAddresses.isIpv6(range));
    }
    if (ranges.size() > 1 && (families.size() < 2 || ranges.size() > 2)) {
      errors.add(
          FieldError.invalid(
              RANGES, ranges, "may specify no more than one CIDR for each IP family"));
    }
    index = 0;
    for (String range : Trees.texts(ranges)) {
      if (!seen.add(range)) {
        errors.add(FieldError.duplicate(RANGES.index(index), range));
      }
      index++;
    }
    return errors;
  }

  static List<FieldError> validateUpdate(JsonNode node, JsonNode old) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> addresses = new HashSet<>();
    int index = 0;
    for (JsonNode address : node.at("/status/addresses")) {
      FieldPath at = FieldPath.of("status", "addresses").index(index++);
      if (!addresses.add(ADDRESS.show(address))) {
        errors.add(FieldError.duplicateRaw(at, ADDRESS.show(address)));
      }
    }
    JsonNode spec = node.path("spec");
    JsonNode before = old.path("spec");
    if (!before.path("podCIDRs").isEmpty()
        && !Trees.same(before.path("podCIDRs"), spec.path("podCIDRs"))) {
      errors.add(
          FieldError.forbidden(
              RANGES, "node updates may not change podCIDR except from \"\" to valid"));
    }
    if (!before.path("providerID").asText().isEmpty()
        && !Trees.same(before.path("providerID"), spec.path("providerID"))) {
      errors.add(
          FieldError.forbidden(
              FieldPath.of("spec", "providerID"),
              "node updates may not change providerID except from \"\" to valid"));
    }
    if (spec.path("configSource").isObject()) {
      validateSource(spec.path("configSource"), FieldPath.of("spec", "configSource"), errors);
    }
    if (!spec.path("externalID").asText().equals(before.path("externalID").asText())) {
      errors.add(FieldError.forbidden(FieldPath.of("spec", "externalID"), "may not be updated"));
    }
    return errors;
  }

  /** A field of old that nobody reads any more; what it says must be well-formed still. */
  private static void validateSource(JsonNode source, FieldPath path, List<FieldError> errors) {
    JsonNode map = source.path("configMap");
    FieldPath at = path.child("configMap");
    if (!map.isObject()) {
      errors.add(
          FieldError.invalidRaw(
              path, "{\"ConfigMap\":null}", "exactly one reference subfield must be non-nil"));
      return;
    }
    for (String field : List.of("uid", "resourceVersion")) {
      if (!map.path(field).asText().isEmpty()) {
        errors.add(FieldError.forbidden(at.child(field), field + " must not be set in spec"));
      }
    }
    for (String field : List.of("namespace", "name", "kubeletConfigKey")) {
      String value = map.path(field).asText();
      if (value.isEmpty()) {
        errors.add(FieldError.required(at.child(field), field + " must be set"));
      } else if (field.equals("kubeletConfigKey")) {
        FieldChecks.invalid(value, FieldChecks.configKey(value), at.child(field), errors);
      } else if (field.equals("name")) {
        FieldChecks.subdomain(map.path(field), at.child(field), errors);
      } else {
        FieldChecks.label(map.path(field), at.child(field), errors);
      }
    }
  }
}
