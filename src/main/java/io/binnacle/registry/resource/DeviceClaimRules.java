package io.binnacle.registry.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Defaults and rules of what a claim asks for, whether of a claim or in a template. */
public final class DeviceClaimRules {
  private static final int MAX_REQUESTS = 32;
  private static final List<String> MODES = List.of("All", "ExactCount");

  private DeviceClaimRules() {}

  public static void applyDefaults(JsonNode spec) {
    for (ObjectNode request : Trees.objects(spec.at("/devices/requests"))) {
      if (request.get("exactly") instanceof ObjectNode exactly) {
        alternative(exactly);
      }
      Trees.objects(request.path("firstAvailable")).forEach(DeviceClaimRules::alternative);
    }
  }

  private static void alternative(ObjectNode request) {
    Trees.defaultText(request, "allocationMode", "ExactCount");
    if (request.path("allocationMode").asText().equals("ExactCount")) {
      Trees.defaultNonZero(request, "count", 1);
    }
    for (ObjectNode toleration : Trees.objects(request.path("tolerations"))) {
      Trees.defaultText(toleration, "operator", "Equal");
    }
  }

  public static void validate(JsonNode spec, FieldPath path, List<FieldError> errors) {
    JsonNode requests = spec.at("/devices/requests");
    FieldPath at = path.child("devices").child("requests");
    if (requests.size() > MAX_REQUESTS) {
      errors.add(FieldError.tooMany(at, requests.size(), MAX_REQUESTS));
      return;
    }
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode request : requests) {
      FieldPath one = at.index(index++);
      name(request.path("name").asText(), names, one.child("name"), errors);
      boolean exactly = request.path("exactly").isObject();
      boolean first = !request.path("firstAvailable").isEmpty();
      if (exactly && first) {
        errors.add(
            FieldError.invalid(
                one,
                request,
                "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set"));
      } else if (exactly) {
        alternative(request.path("exactly"), one.child("exactly"), errors);
      } else if (first) {
        alternatives(request.path("firstAvailable"), one.child("firstAvailable"), errors);
      } else {
        errors.add(
            FieldError.required(one, "exactly one of `exactly` or `firstAvailable` is required"));
      }
    }
  }

  private static void alternatives(JsonNode all, FieldPath path, List<FieldError> errors) {
    Set<String> names = new HashSet<>();
    int index = 0;
    for (JsonNode each : all) {
      FieldPath at = path.index(index++);
      name(each.path("name").asText(), names, at.child("name"), errors);
      alternative(each, at, errors);
    }
  }

  private static void name(
      String name, Set<String> names, FieldPath path, List<FieldError> errors) {
    if (name.isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else if (!names.add(name)) {
      errors.add(FieldError.duplicate(path, name));
    } else {
      FieldChecks.invalid(name, Names.dns1123Label(name, false), path, errors);
    }
  }

  private static void alternative(JsonNode request, FieldPath path, List<FieldError> errors) {
    String deviceClass = request.path("deviceClassName").asText();
    FieldPath at = path.child("deviceClassName");
    if (deviceClass.isEmpty()) {
      errors.add(FieldError.required(at, ""));
    } else {
      FieldChecks.invalid(deviceClass, Names.dns1123Subdomain(deviceClass, false), at, errors);
    }
    JsonNode mode = request.path("allocationMode");
    FieldChecks.oneOf(mode, MODES, path.child("allocationMode"), errors);
    JsonNode count = request.path("count");
    if (mode.asText().equals("ExactCount") && count.asLong() <= 0) {
      errors.add(FieldError.invalid(path.child("count"), count, "must be greater than zero"));
    } else if (mode.asText().equals("All") && count.asLong() != 0) {
      errors.add(
          FieldError.invalid(
              path.child("count"), count, "must not be specified when allocationMode is 'All'"));
    }
  }
}
