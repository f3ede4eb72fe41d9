package io.binnacle.apimachinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.resource.Quantity;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Counts pods and what they ask for. {@code count/pods} counts every pod that is stored; all else
 * counts pods that have not ended.
 */
final class PodEvaluator implements QuotaEvaluator {
  private static final String COUNT = "count/pods";
  private static final String REQUESTS = "requests.";
  private static final String LIMITS = "limits.";
  private static final String HUGE_PAGES = "hugepages-";
  private static final Set<String> COMPUTE = Set.of("cpu", "memory", "ephemeral-storage");

  /** Who limits these must be told them for every container; others may be left out. */
  private static final Set<String> MANDATORY =
      Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

  @Override
  public GroupResource resource() {
    return new GroupResource("", "pods");
  }

  @Override
  public boolean counts(String name) {
    if (name.equals(COUNT) || name.equals("pods") || COMPUTE.contains(name)) {
      return true;
    }
    if (name.startsWith(LIMITS)) {
      return COMPUTE.contains(name.substring(LIMITS.length()));
    }
    String requested = name.startsWith(REQUESTS) ? name.substring(REQUESTS.length()) : "";
    return COMPUTE.contains(requested)
        || requested.startsWith(HUGE_PAGES)
        || name.startsWith(HUGE_PAGES)
        || isExtended(requested);
  }

  /** A resource of a device plugin: qualified, and not of Kubernetes' own domain. */
  private static boolean isExtended(String name) {
    int slash = name.indexOf('/');
    return slash > 0
        && !name.startsWith("kubernetes.io/")
        && !name.substring(0, slash).endsWith(".kubernetes.io")
        && !name.substring(0, slash).endsWith("storageclass.storage.k8s.io");
  }

  @Override
  public boolean matches(QuotaScope scope, JsonNode pod) {
    JsonNode spec = pod.path("spec");
    return switch (scope.name()) {
      case "Terminating" -> isLimitedInTime(spec);
      case "NotTerminating" -> !isLimitedInTime(spec);
      case "BestEffort" -> PodResources.isBestEffort(spec);
      case "NotBestEffort" -> !PodResources.isBestEffort(spec);
      case "PriorityClass" -> scope.matchesName(spec.path("priorityClassName").asText());
      case "CrossNamespacePodAffinity" -> hasCrossNamespaceAffinity(spec.path("affinity"));
      default -> false;
    };
  }

  private static boolean isLimitedInTime(JsonNode spec) {
    return spec.path("activeDeadlineSeconds").asLong(-1) >= 0;
  }

  private static boolean hasCrossNamespaceAffinity(JsonNode affinity) {
    for (String kind : new String[] {"podAffinity", "podAntiAffinity"}) {
      for (JsonNode term :
          affinity.path(kind).path("requiredDuringSchedulingIgnoredDuringExecution")) {
        if (crossesNamespaces(term)) {
          return true;
        }
      }
      for (JsonNode weighted :
          affinity.path(kind).path("preferredDuringSchedulingIgnoredDuringExecution")) {
        if (crossesNamespaces(weighted.path("podAffinityTerm"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean crossesNamespaces(JsonNode term) {
    return !term.path("namespaces").isEmpty() || term.hasNonNull("namespaceSelector");
  }

  @Override
  public Optional<String> missing(Set<String> quotaNames, JsonNode pod) {
    Set<String> mandatory = new TreeSet<>(quotaNames);
    mandatory.retainAll(MANDATORY);
    if (mandatory.isEmpty()) {
      return Optional.empty();
    }
    JsonNode spec = pod.path("spec");
    Set<String> podLevel = compute(spec.path("resources")).names();
    mandatory.removeAll(podLevel);
    Map<String, Set<String>> containersByResource = new TreeMap<>();
    for (String field : new String[] {"containers", "initContainers"}) {
      for (JsonNode container : spec.path(field)) {
        Set<String> stated = compute(container.path("resources")).names();
        for (String name : mandatory) {
          if (!stated.contains(name)) {
            containersByResource
                .computeIfAbsent(name, key -> new TreeSet<>())
                .add(container.path("name").asText());
          }
        }
      }
    }
    return containersByResource.isEmpty()
        ? Optional.empty()
        : Optional.of(
            containersByResource.entrySet().stream()
                .map(entry -> entry.getKey() + " for: " + String.join(",", entry.getValue()))
                .collect(Collectors.joining("; ", "must specify ", "")));
  }

  private static ResourceList compute(JsonNode resources) {
    return compute(
        ResourceList.of(resources.path("requests")), ResourceList.of(resources.path("limits")));
  }

  /** Requests and limits under the names that quotas know them by. */
  private static ResourceList compute(ResourceList requests, ResourceList limits) {
    Map<String, Quantity> usage = new HashMap<>();
    requests
        .amounts()
        .forEach((name, amount) -> {
          if (COMPUTE.contains(name) || name.startsWith(HUGE_PAGES)) {
            usage.put(name, amount);
            usage.put(REQUESTS + name, amount);
          } else if (isExtended(name)) {
            usage.put(REQUESTS + name, amount);
          }
        });
    limits
        .amounts()
        .forEach((name, amount) -> {
          if (COMPUTE.contains(name)) {
            usage.put(LIMITS + name, amount);
          }
        });
    return new ResourceList(usage);
  }

  @Override
  public ResourceList usage(JsonNode pod, Instant now) {
    ResourceList stored = new ResourceList(Map.of(COUNT, Quantity.ofCount(1)));
    if (hasEnded(pod, now)) {
      return stored;
    }
    JsonNode spec = pod.path("spec");
    return stored
        .plus(new ResourceList(Map.of("pods", Quantity.ofCount(1))))
        .plus(compute(PodResources.requests(spec, true), PodResources.limits(spec, true)));
  }

  /**
   * Whether the pod uses nothing more. A pod that should long be gone (its node is lost, say) must
   * not keep its successor from being made.
   */
  private static boolean hasEnded(JsonNode pod, Instant now) {
    String phase = pod.path("status").path("phase").asText();
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      return true;
    }
    JsonNode metadata = pod.path("metadata");
    return metadata.hasNonNull("deletionTimestamp")
        && metadata.hasNonNull("deletionGracePeriodSeconds")
        && now.isAfter(
            Instant.parse(metadata.path("deletionTimestamp").asText())
                .plusSeconds(metadata.path("deletionGracePeriodSeconds").asLong()));
  }
}
