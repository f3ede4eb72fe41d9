package io.binnacle.apimachinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a pod asks for as a whole: its containers together, or its most demanding init container
 * where that is more; sidecars (init containers that are restarted always) run beside both; what
 * the pod states for itself counts instead of its containers' sum (KEP-2837).
 */
public final class PodResources {
  private PodResources() {}

  /**
   * @param withOverhead whether the runtime class' overhead is counted in
   */
  public static ResourceList requests(JsonNode podSpec, boolean withOverhead) {
    ResourceList sum = total(podSpec, "requests");
    return withOverhead ? sum.plus(ResourceList.of(podSpec.path("overhead"))) : sum;
  }

  /** The overhead is added only to resources that have a limit. */
  public static ResourceList limits(JsonNode podSpec, boolean withOverhead) {
    ResourceList sum = total(podSpec, "limits");
    return withOverhead
        ? sum.plus(ResourceList.of(podSpec.path("overhead")).mask(sum.withoutZeros().names()))
        : sum;
  }

  private static ResourceList total(JsonNode spec, String field) {
    return overridden(
        ofContainers(spec, field), ResourceList.of(spec.path("resources").path(field)));
  }

  /** What the containers together ask for ({@code requests}) or are limited to. */
  public static ResourceList ofContainers(JsonNode spec, String field) {
    Function<JsonNode, ResourceList> of =
        container -> ResourceList.of(container.path("resources").path(field));
    ResourceList running = ResourceList.EMPTY;
    for (JsonNode container : spec.path("containers")) {
      running = running.plus(of.apply(container));
    }
    ResourceList sidecars = ResourceList.EMPTY;
    ResourceList starting = ResourceList.EMPTY;
    for (JsonNode container : spec.path("initContainers")) {
      ResourceList own = of.apply(container);
      if (container.path("restartPolicy").asText().equals("Always")) {
        running = running.plus(own);
        sidecars = sidecars.plus(own);
        starting = starting.max(sidecars);
      } else {
        starting = starting.max(sidecars.plus(own));
      }
    }
    return running.max(starting);
  }

  private static ResourceList overridden(ResourceList containers, ResourceList podLevel) {
    if (podLevel.isEmpty()) {
      return containers;
    }
    Map<String, io.binnacle.apimachinery.resource.Quantity> all =
        new HashMap<>(containers.amounts());
    all.putAll(podLevel.mask(podLevelNames(podLevel)).amounts());
    return new ResourceList(all);
  }

  private static Set<String> podLevelNames(ResourceList podLevel) {
    return podLevel.names().stream()
        .filter(
            name -> name.equals("cpu") || name.equals("memory") || name.startsWith("hugepages-"))
        .collect(java.util.stream.Collectors.toSet());
  }

  /**
   * Whether no container asks for or is limited in cpu or memory: the lowest quality of service.
   */
  public static boolean isBestEffort(JsonNode podSpec) {
    return isWithoutComputeResources(podSpec)
        && allWithout(podSpec.path("containers"))
        && allWithout(podSpec.path("initContainers"));
  }

  private static boolean allWithout(JsonNode containers) {
    for (JsonNode container : containers) {
      if (!isWithoutComputeResources(container)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWithoutComputeResources(JsonNode holder) {
    for (String field : new String[] {"requests", "limits"}) {
      ResourceList amounts = ResourceList.of(holder.path("resources").path(field)).withoutZeros();
      if (amounts.names().contains("cpu") || amounts.names().contains("memory")) {
        return false;
      }
    }
    return true;
  }
}
