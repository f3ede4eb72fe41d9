package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.quota.PodResources;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.core.ResourceNames;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rules of what containers and pods ask for and are limited to. */
final class ResourceValidation {
  private static final List<String> RESIZABLE = List.of("cpu", "memory");
  private static final List<String> RESIZE_POLICIES = List.of("NotRequired", "RestartContainer");

  private ResourceValidation() {}

  static void validateContainer(
      JsonNode resources, JsonNode podClaims, FieldPath path, List<FieldError> errors) {
    validate(resources, ResourceNames.Use.CONTAINER, path, errors);
    ResourceClaimValidation.validateUse(
        resources.path("claims"), podClaims, path.child("claims"), errors);
  }

  /** What a runtime needs besides the containers. */
  static void validateOverhead(JsonNode overhead, FieldPath path, List<FieldError> errors) {
    amounts(overhead, ResourceNames.Use.CONTAINER, path.child("limits"), errors);
  }

  private static void validate(
      JsonNode resources, ResourceNames.Use use, FieldPath path, List<FieldError> errors) {
    JsonNode limits = resources.path("limits");
    JsonNode requests = resources.path("requests");
    amounts(limits, use, path.child("limits"), errors);
    for (Map.Entry<String, JsonNode> entry : requests.properties()) {
      amount(entry, use, path.child("requests").key(entry.getKey()), errors);
      validateRequest(entry.getKey(), entry.getValue(), limits, path, errors);
    }
    if (!hasCompute(limits) && !hasCompute(requests) && (hasPages(limits) || hasPages(requests))) {
      errors.add(FieldError.forbidden(path, "HugePages require cpu or memory"));
    }
  }

  private static boolean hasCompute(JsonNode amounts) {
    return RESIZABLE.stream().anyMatch(amounts::has);
  }

  private static boolean hasPages(JsonNode amounts) {
    return amounts.properties().stream()
        .anyMatch(entry -> ResourceNames.isHugePages(entry.getKey()));
  }

  private static void amounts(
      JsonNode amounts, ResourceNames.Use use, FieldPath path, List<FieldError> errors) {
    for (Map.Entry<String, JsonNode> entry : amounts.properties()) {
      amount(entry, use, path.key(entry.getKey()), errors);
    }
  }

  private static void amount(
      Map.Entry<String, JsonNode> entry,
      ResourceNames.Use use,
      FieldPath path,
      List<FieldError> errors) {
    ResourceNames.validate(entry.getKey(), entry.getValue(), use, path, errors);
    Quantity amount = ResourceNames.quantity(entry.getValue());
    if (ResourceNames.isHugePages(entry.getKey())
        && !ResourceNames.isWholePages(entry.getKey(), amount)) {
      errors.add(
          FieldError.invalid(
              path,
              amount.toString(),
              amount + " is not positive integer multiple of " + entry.getKey()));
    }
  }

  private static void validateRequest(
      String name, JsonNode value, JsonNode limits, FieldPath path, List<FieldError> errors) {
    boolean exact = !ResourceNames.mayBeOvercommitted(name);
    if (!limits.has(name)) {
      if (exact) {
        errors.add(
            FieldError.required(
                path.child("limits"), "Limit must be set for non overcommitable resources"));
      }
      return;
    }
    Quantity request = ResourceNames.quantity(value);
    Quantity limit = ResourceNames.amount(limits, name);
    if (exact && request.compareTo(limit) != 0) {
      errors.add(
          FieldError.invalid(
              path.child("requests"),
              request.toString(),
              "must be equal to " + name + " limit of " + limit));
    } else if (request.compareTo(limit) > 0) {
      errors.add(
          FieldError.invalid(
              path.child("requests"),
              request.toString(),
              "must be less than or equal to " + name + " limit of " + limit));
    }
  }

  /** KEP-2837: what the pod as a whole asks for. */
  static void validatePod(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode resources = spec.path("resources");
    if (!resources.path("claims").isEmpty()) {
      errors.add(
          FieldError.forbidden(
              path.child("claims"), "claims cannot be set for Resources at pod-level"));
    }
    validate(resources, ResourceNames.Use.POD, path, errors);
    new TreeMap<>(PodResources.ofContainers(spec, "requests").amounts())
        .forEach((name, sum) -> {
          Quantity asked = ResourceNames.amount(resources.path("requests"), name);
          if (ResourceNames.isForPods(name) && sum.compareTo(asked) > 0) {
            errors.add(
                FieldError.invalid(
                    path.child("requests").key(name),
                    asked.toString(),
                    "must be greater than or equal to aggregate container requests of " + sum));
          }
        });
    validateContainerLimits(spec, path, errors);
  }

  private static void validateContainerLimits(
      JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode podLimits = spec.at("/resources/limits");
    int index = 0;
    for (JsonNode container : spec.path("containers")) {
      FieldPath at = path.child("containers").index(index++);
      for (Map.Entry<String, JsonNode> entry : container.at("/resources/limits").properties()) {
        String name = entry.getKey();
        Quantity limit = ResourceNames.quantity(entry.getValue());
        Quantity podLimit = ResourceNames.amount(podLimits, name);
        if (podLimits.has(name) && limit.compareTo(podLimit) > 0) {
          errors.add(
              FieldError.invalid(
                  at.key(name).child("limits"),
                  limit.toString(),
                  "must be less than or equal to pod limits of " + podLimit));
        }
      }
    }
  }

  /** KEP-1287: what a resize means for a container. */
  static void validateResizePolicy(
      JsonNode policies, String restartPolicy, FieldPath path, List<FieldError> errors) {
    Set<String> seen = new HashSet<>();
    int index = 0;
    for (JsonNode policy : policies) {
      String resource = policy.path("resourceName").asText();
      String restart = policy.path("restartPolicy").asText();
      if (!seen.add(resource)) {
        errors.add(FieldError.duplicate(path.index(index), resource));
      }
      index++;
      FieldChecks.requiredOneOf(policy.path("resourceName"), RESIZABLE, path, errors);
      FieldChecks.requiredOneOf(policy.path("restartPolicy"), RESIZE_POLICIES, path, errors);
      if (restartPolicy.equals("Never") && !restart.equals("NotRequired")) {
        errors.add(
            FieldError.invalid(
                path, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
      }
    }
  }
}
