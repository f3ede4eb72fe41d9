package io.binnacle.admission.plugin.limitranger;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.quota.PodResources;
import io.binnacle.apimachinery.quota.ResourceList;
import io.binnacle.apimachinery.resource.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds what is out of the ranges of one LimitRange, in Kubernetes' words. */
final class LimitChecks {
  /** Up to here thousandths fit a long: the ratio is then compared exactly. */
  private static final long EXACT_RATIO_LIMIT = Long.MAX_VALUE / 1000;

  private LimitChecks() {}

  static List<String> ofPod(JsonNode limitRangeSpec, JsonNode podSpec) {
    List<String> problems = new ArrayList<>();
    for (JsonNode limit : limitRangeSpec.path("limits")) {
      switch (limit.path("type").asText()) {
        case "Container" -> {
          ofContainers(limit, podSpec.path("containers"), problems);
          ofContainers(limit, podSpec.path("initContainers"), problems);
        }
        case "Pod" ->
            check(
                limit,
                PodResources.requests(podSpec, false),
                PodResources.limits(podSpec, false),
                problems);
        default -> {
          // A limit on another kind.
        }
      }
    }
    return problems;
  }

  private static void ofContainers(JsonNode limit, JsonNode containers, List<String> problems) {
    for (JsonNode container : containers) {
      JsonNode resources = container.path("resources");
      check(
          limit,
          ResourceList.of(resources.path("requests")),
          ResourceList.of(resources.path("limits")),
          problems);
    }
  }

  private static void check(
      JsonNode limit, ResourceList requests, ResourceList limits, List<String> problems) {
    String type = limit.path("type").asText();
    each(
        limit,
        "min",
        (name, bound) -> min(new Bound(type, name, bound), requests, limits, problems));
    each(
        limit,
        "max",
        (name, bound) -> max(new Bound(type, name, bound), requests, limits, problems));
    each(
        limit,
        "maxLimitRequestRatio",
        (name, bound) -> ratio(new Bound(type, name, bound), requests, limits, problems));
  }

  static List<String> ofClaim(JsonNode limitRangeSpec, JsonNode claimSpec) {
    List<String> problems = new ArrayList<>();
    ResourceList requests = ResourceList.of(claimSpec.path("resources").path("requests"));
    for (JsonNode limit : limitRangeSpec.path("limits")) {
      String type = limit.path("type").asText();
      if (type.equals("PersistentVolumeClaim")) {
        each(
            limit,
            "min",
            (name, bound) ->
                min(new Bound(type, name, bound), requests, ResourceList.EMPTY, problems));
        each(
            limit,
            "max",
            (name, bound) -> maxRequest(new Bound(type, name, bound), requests, problems));
      }
    }
    return problems;
  }

  private record Bound(String type, String resource, Quantity amount) {
    String says(String which) {
      return which + " " + resource + " usage per " + type + " is " + amount;
    }
  }

  @FunctionalInterface
  private interface BoundCheck {
    void check(String resource, Quantity bound);
  }

  private static void each(JsonNode limit, String field, BoundCheck check) {
    for (Map.Entry<String, Quantity> bound :
        ResourceList.of(limit.path(field)).amounts().entrySet()) {
      check.check(bound.getKey(), bound.getValue());
    }
  }

  private static void min(
      Bound bound, ResourceList requests, ResourceList limits, List<String> problems) {
    Quantity request = requests.get(bound.resource());
    Quantity limit = limits.get(bound.resource());
    String says = bound.says("minimum");
    if (request == null) {
      problems.add(says + ".  No request is specified");
    } else if (request.compareTo(bound.amount()) < 0) {
      problems.add(says + ", but request is " + request);
    } else if (limit != null && limit.compareTo(bound.amount()) < 0) {
      problems.add(says + ", but limit is " + limit);
    }
  }

  private static void max(
      Bound bound, ResourceList requests, ResourceList limits, List<String> problems) {
    Quantity limit = limits.get(bound.resource());
    Quantity request = requests.get(bound.resource());
    String says = bound.says("maximum");
    if (limit == null) {
      problems.add(says + ".  No limit is specified");
    } else if (limit.compareTo(bound.amount()) > 0) {
      problems.add(says + ", but limit is " + limit);
    } else if (request != null && request.compareTo(bound.amount()) > 0) {
      problems.add(says + ", but request is " + request);
    }
  }

  private static void maxRequest(Bound bound, ResourceList requests, List<String> problems) {
    Quantity request = requests.get(bound.resource());
    String says = bound.says("maximum");
    if (request == null) {
      problems.add(says + ".  No request is specified");
    } else if (request.compareTo(bound.amount()) > 0) {
      problems.add(says + ", but request is " + request);
    }
  }

  private static void ratio(
      Bound bound, ResourceList requests, ResourceList limits, List<String> problems) {
    Quantity request = requests.get(bound.resource());
    Quantity limit = limits.get(bound.resource());
    String says =
        bound.resource()
            + " max limit to request ratio per "
            + bound.type()
            + " is "
            + bound.amount();
    if (request == null || request.signum() == 0) {
      problems.add(says + ", but no request is specified or request is 0");
    } else if (limit == null || limit.signum() == 0) {
      problems.add(says + ", but no limit is specified or limit is 0");
    } else {
      double actual = amount(limit) / amount(request);
      if (actual > amount(bound.amount())) {
        problems.add(says + String.format(Locale.ROOT, ", but provided ratio is %f", actual));
      }
    }
  }

  private static double amount(Quantity quantity) {
    return quantity.value() <= EXACT_RATIO_LIMIT
        ? quantity.milliValue() / 1000.0
        : quantity.value();
  }
}
