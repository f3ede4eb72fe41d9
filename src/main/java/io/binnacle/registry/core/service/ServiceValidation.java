package io.binnacle.registry.core.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import java.util.ArrayList;
import java.util.List;

/** The rules of services. */
final class ServiceValidation {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> AFFINITIES = List.of("ClientIP", "None");
  private static final String HINTS = "service.kubernetes.io/topology-aware-hints";
  private static final String TOPOLOGY = "service.kubernetes.io/topology-mode";
  private static final String SOURCE_RANGES =
      "service.beta.kubernetes.io/load-balancer-source-ranges";
  private static final int MAX_AFFINITY_SECONDS = 86_400;
  private static final String FOR_BALANCERS = "may only be used when `type` is 'LoadBalancer'";

  private ServiceValidation() {}

  static List<FieldError> validate(JsonNode service) {
    List<FieldError> errors = new ArrayList<>();
    JsonNode spec = service.path("spec");
    validateAnnotations(service.at("/metadata/annotations"), errors);
    boolean external = ServiceType.is(spec, ServiceType.EXTERNAL_NAME);
    if (spec.path("ports").isEmpty() && !ServiceType.isHeadless(spec) && !external) {
      errors.add(FieldError.required(SPEC.child("ports"), ""));
    }
    if (external) {
      validateExternalName(spec, errors);
    } else if (ServiceType.mayHaveNodePorts(spec) && ServiceType.isHeadless(spec)) {
      errors.add(
          FieldError.invalid(
              SPEC.child("clusterIPs").index(0),
              ServiceType.NONE,
              "may not be set to 'None' for " + ServiceType.of(spec) + " services"));
    }
    ServicePortValidation.validate(spec, errors);
    LabelValidation.labels(spec.path("selector"), SPEC.child("selector"), errors);
    FieldChecks.requiredOneOf(
        spec.path("sessionAffinity"), AFFINITIES, SPEC.child("sessionAffinity"), errors);
    validateAffinity(spec, errors);
    if (!external) {
      ServiceAddressValidation.validate(spec, errors);
    }
    validateExternalAddresses(spec, errors);
    FieldChecks.requiredOneOf(spec.path("type"), ServiceType.ALL, SPEC.child("type"), errors);
    ServicePortValidation.validateUnique(spec, errors);
    validateSourceRanges(service, spec, errors);
    if (spec.hasNonNull("allocateLoadBalancerNodePorts")
        && !ServiceType.is(spec, ServiceType.LOAD_BALANCER)) {
      errors.add(FieldError.forbidden(SPEC.child("allocateLoadBalancerNodePorts"), FOR_BALANCERS));
    }
    validateClass(spec, errors);
    ServiceTrafficValidation.validate(spec, errors);
    return errors;
  }

  private static void validateAnnotations(JsonNode annotations, List<FieldError> errors) {
    JsonNode mode = annotations.path(TOPOLOGY);
    if (mode.isTextual() && annotations.has(HINTS) && !mode.equals(annotations.path(HINTS))) {
      errors.add(
          FieldError.invalid(
              FieldPath.of("metadata", "annotations").key(TOPOLOGY),
              mode,
              "must match annotations[" + HINTS + "] when both are specified"));
    }
  }

  private static void validateExternalName(JsonNode spec, List<FieldError> errors) {
    for (String field : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
      JsonNode value = spec.path(field);
      if (value.isArray() ? !value.isEmpty() : value.isTextual()) {
        errors.add(
            FieldError.forbidden(SPEC.child(field), "may not be set for ExternalName services"));
      }
    }
    String name = spec.path("externalName").asText();
    FieldPath path = SPEC.child("externalName");
    // A trailing dot says that the name is fully qualified.
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (plain.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else {
      FieldChecks.invalid(plain, Names.dns1123Subdomain(plain, false), path, errors);
    }
  }

  private static void validateAffinity(JsonNode spec, List<FieldError> errors) {
    JsonNode config = spec.path("sessionAffinityConfig");
    FieldPath path = SPEC.child("sessionAffinityConfig");
    String affinity = spec.path("sessionAffinity").asText();
    if (affinity.equals("None") && config.isObject()) {
      errors.add(FieldError.forbidden(path, "must not be set when session affinity is None"));
    }
    if (!affinity.equals("ClientIP")) {
      return;
    }
    JsonNode seconds = config.at("/clientIP/timeoutSeconds");
    FieldPath at = path.child("clientIP").child("timeoutSeconds");
    if (!seconds.isNumber()) {
      errors.add(FieldError.required(at, "when session affinity type is ClientIP"));
    } else if (seconds.asInt() <= 0 || seconds.asInt() > MAX_AFFINITY_SECONDS) {
      errors.add(
          FieldError.invalid(
              at, seconds, "must be greater than 0 and less than " + MAX_AFFINITY_SECONDS));
    }
  }

  private static void validateExternalAddresses(JsonNode spec, List<FieldError> errors) {
    int index = 0;
    for (String address : Trees.texts(spec.path("externalIPs"))) {
      FieldPath path = SPEC.child("externalIPs").index(index++);
      List<String> problems = IpAddresses.check(address);
      FieldChecks.invalid(
          address,
          problems.isEmpty() ? IpAddresses.checkNotSpecial(address) : problems,
          path,
          errors);
    }
  }

  private static void validateSourceRanges(
      JsonNode service, JsonNode spec, List<FieldError> errors) {
    List<String> ranges = Trees.texts(spec.path("loadBalancerSourceRanges"));
    JsonNode annotation = service.at("/metadata/annotations").path(SOURCE_RANGES);
    boolean inField = !ranges.isEmpty();
    if (!inField && !annotation.isTextual()) {
      return;
    }
    // The field's name begins with a capital letter here, as Kubernetes writes it.
    FieldPath path =
        inField
            ? SPEC.child("LoadBalancerSourceRanges")
            : FieldPath.of("metadata", "annotations").key(SOURCE_RANGES);
    if (!ServiceType.is(spec, ServiceType.LOAD_BALANCER)) {
      errors.add(FieldError.forbidden(path, FOR_BALANCERS));
    }
    String text = annotation.asText().strip();
    List<String> given = inField ? ranges : text.isEmpty() ? List.of() : List.of(text.split(","));
    int index = 0;
    for (String range : given) {
      String plain = range.strip();
      FieldPath at = inField ? path.index(index++) : path;
      if (!IpAddresses.isRange(plain)) {
        errors.add(FieldError.invalid(at, plain, IpAddresses.NO_RANGE));
      }
    }
  }

  private static void validateClass(JsonNode spec, List<FieldError> errors) {
    FieldPath path = SPEC.child("loadBalancerClass");
    if (!spec.hasNonNull("loadBalancerClass")) {
      return;
    }
    if (ServiceType.is(spec, ServiceType.LOAD_BALANCER)) {
      LabelValidation.name(spec.path("loadBalancerClass"), path, errors);
    } else {
      errors.add(FieldError.forbidden(path, FOR_BALANCERS));
    }
  }

  /** What was given out stays as long as the service needs it; reported before all else. */
  static List<FieldError> validateUpdate(JsonNode spec, JsonNode before) {
    List<FieldError> errors = new ArrayList<>();
    ServiceAddressValidation.validateUpdate(spec, before, errors);
    boolean balanced =
        ServiceType.is(spec, ServiceType.LOAD_BALANCER)
            && ServiceType.is(before, ServiceType.LOAD_BALANCER);
    if (balanced && !Trees.same(spec.get("loadBalancerClass"), before.get("loadBalancerClass"))) {
      errors.add(
          FieldError.invalid(
              SPEC.child("loadBalancerClass"),
              spec.path("loadBalancerClass"),
              "may not change once set"));
    }
    if (ServiceType.needsHealthCheckPort(spec)
        && ServiceType.needsHealthCheckPort(before)
        && spec.path("healthCheckNodePort").asInt() != before.path("healthCheckNodePort").asInt()) {
      errors.add(FieldError.forbidden(SPEC.child("healthCheckNodePort"), "field is immutable"));
    }
    return errors;
  }
}
