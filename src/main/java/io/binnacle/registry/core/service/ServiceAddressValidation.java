package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules of a service's own addresses and their families (KEP-563). */
final class ServiceAddressValidation {
  private static final FieldPath ADDRESSES = FieldPath.of("spec", "clusterIPs");
  private static final FieldPath FAMILIES = FieldPath.of("spec", "ipFamilies");
  private static final FieldPath POLICY = FieldPath.of("spec", "ipFamilyPolicy");
  private static final List<String> FAMILY_NAMES = List.of("IPv4", "IPv6");
  private static final List<String> POLICIES =
      List.of("PreferDualStack", "RequireDualStack", "SingleStack");
  private static final String ONCE = "may not change once set";

  private ServiceAddressValidation() {}

  static void validate(JsonNode spec, List<FieldError> errors) {
    JsonNode addresses = spec.path("clusterIPs");
    String address = spec.path("clusterIP").asText();
    if (address.isEmpty()) {
      if (!addresses.isEmpty()) {
        errors.add(
            FieldError.invalid(
                ADDRESSES, addresses, "must be empty when `clusterIP` is not specified"));
      }
    } else if (addresses.isEmpty()) {
      errors.add(FieldError.required(ADDRESSES, ""));
    } else if (!addresses.get(0).asText().equals(address)) {
      errors.add(FieldError.invalid(ADDRESSES, addresses, "first value must match `clusterIP`"));
    }
    validateFamilies(spec, errors);
    if (validateEach(addresses, errors)) {
      validateMatch(spec, addresses, errors);
    }
  }

  private static void validateFamilies(JsonNode spec, List<FieldError> errors) {
    Set<String> seen = new HashSet<>();
    int index = 0;
    for (String family : Trees.texts(spec.path("ipFamilies"))) {
      FieldPath at = FAMILIES.index(index++);
      if (!FAMILY_NAMES.contains(family)) {
        errors.add(FieldError.notSupported(at, family, FAMILY_NAMES));
      }
      if (!seen.add(family)) {
        errors.add(FieldError.duplicate(at, family));
      }
    }
    String policy = spec.path("ipFamilyPolicy").asText();
    if (spec.hasNonNull("ipFamilyPolicy") && !POLICIES.contains(policy)) {
      errors.add(FieldError.notSupported(POLICY, policy, POLICIES));
    }
  }

  /** Whether each address is one, so that it makes sense to look further. */
  private static boolean validateEach(JsonNode addresses, List<FieldError> errors) {
    int before = errors.size();
    for (int i = 0; i < addresses.size(); i++) {
      String address = addresses.get(i).asText();
      if (i == 0 && address.equals(ServiceType.NONE)) {
        if (addresses.size() > 1) {
          errors.add(
              FieldError.invalid(ADDRESSES, addresses, "'None' must be the first and only value"));
        }
      } else {
        FieldChecks.invalid(address, IpAddresses.check(address), ADDRESSES.index(i), errors);
      }
    }
    boolean good = errors.size() == before;
    if (addresses.size() > 2) {
      errors.add(FieldError.invalid(ADDRESSES, addresses, "may only hold up to 2 values"));
    }
    return good;
  }

  private static String family(String address) {
    return IpAddresses.isIpv6(address) ? "IPv6" : "IPv4";
  }

  private static void validateMatch(JsonNode spec, JsonNode addresses, List<FieldError> errors) {
    List<String> given = Trees.texts(addresses);
    if (given.size() > 1
        && given.stream().map(ServiceAddressValidation::family).distinct().count() < 2) {
      errors.add(
          FieldError.invalid(
              ADDRESSES, addresses, "may specify no more than one IP for each IP family"));
    }
    List<String> families = Trees.texts(spec.path("ipFamilies"));
    if (ServiceType.isHeadless(spec)) {
      return;
    }
    for (int i = 0; i < Math.min(given.size(), families.size()); i++) {
      String wanted = families.get(i);
      if (FAMILY_NAMES.contains(wanted) && !wanted.equals(family(given.get(i)))) {
        errors.add(
            FieldError.invalid(
                ADDRESSES.index(i),
                given.get(i),
                "expected an " + wanted + " value as indicated by `ipFamilies[" + i + "]`"));
      }
    }
  }

  static void validateUpdate(JsonNode spec, JsonNode before, List<FieldError> errors) {
    boolean external =
        ServiceType.is(spec, ServiceType.EXTERNAL_NAME)
            || ServiceType.is(before, ServiceType.EXTERNAL_NAME);
    if (external) {
      return;
    }
    boolean headless = ServiceType.isHeadless(spec);
    boolean wasHeadless = ServiceType.isHeadless(before);
    if (!headless || !wasHeadless) {
      addressUpdate(spec, before, errors);
    }
    if (!headless && !wasHeadless) {
      familyUpdate(spec, before, errors);
    }
  }

  private static void addressUpdate(JsonNode spec, JsonNode before, List<FieldError> errors) {
    JsonNode now = spec.path("clusterIPs");
    JsonNode then = before.path("clusterIPs");
    if (now.size() == then.size()) {
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).equals(then.get(i))) {
          errors.add(FieldError.invalid(ADDRESSES.index(i), now, ONCE));
        }
      }
      return;
    }
    if (now.isEmpty()) {
      errors.add(FieldError.invalid(ADDRESSES.index(0), now, "primary clusterIP can not be unset"));
    } else if (!then.isEmpty() && !now.get(0).equals(then.get(0))) {
      errors.add(FieldError.invalid(ADDRESSES.index(0), now, ONCE));
    }
    if (now.size() < then.size() && now.size() == 1) {
      requireSingle(spec, "clusterIP", errors);
    }
  }

  private static void requireSingle(JsonNode spec, String released, List<FieldError> errors) {
    JsonNode policy = spec.path("ipFamilyPolicy");
    if (!policy.asText().equals("SingleStack")) {
      errors.add(
          FieldError.invalid(
              POLICY,
              policy,
              "must be set to 'SingleStack' when releasing the secondary " + released));
    }
  }

  private static void familyUpdate(JsonNode spec, JsonNode before, List<FieldError> errors) {
    JsonNode now = spec.path("ipFamilies");
    JsonNode then = before.path("ipFamilies");
    FieldPath path = FAMILIES.index(0);
    if (now.size() == then.size()) {
      for (int i = 0; i < now.size(); i++) {
        if (!now.get(i).equals(then.get(i))) {
          errors.add(FieldError.invalid(path, now, ONCE));
        }
      }
      return;
    }
    if (now.size() < then.size() && spec.path("clusterIPs").isEmpty()) {
      errors.add(FieldError.invalid(path, now, "primary ipFamily can not be unset"));
    }
    if (!now.isEmpty() && !then.isEmpty() && !now.get(0).equals(then.get(0))) {
      // Kubernetes shows the addresses here.
      errors.add(FieldError.invalid(path, spec.path("clusterIPs"), ONCE));
    }
    if (now.size() < then.size() && now.size() == 1) {
      requireSingle(spec, "ipFamily", errors);
    }
  }
}
