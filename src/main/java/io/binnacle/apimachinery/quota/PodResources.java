package io.binnacle.apimachinery.quota;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.resource.Quantity;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What a pod asks for as a whole, for all who count it, quota, scheduler and agents: its containers
 * together, or its most demanding init container where that is more; sidecars (init containers that
 * are restarted always) run beside both; what the pod states for itself counts instead of its
 * containers' sum (KEP-2837). A limit counts as a request where none is stated: the API writes it
 * so, while static pods come as they are.
 */
public final class PodResources {
  private static final String REQUESTS = "requests";
  private static final String LIMITS = "limits";

  private PodResources() {}

  /**
   * @param withOverhead whether the runtime class' overhead is counted in
   */
  public static ResourceList requests(JsonNode podSpec, boolean withOverhead) {
    return requests(podSpec, withOverhead, UnaryOperator.identity());
  }

  /**
   * @param adjust what a container with such requests counts for
   */
  public static ResourceList requests(
      JsonNode podSpec, boolean withOverhead, UnaryOperator<ResourceList> adjust) {
    ResourceList sum =
        overridden(
            ofContainers(podSpec, container -> adjust.apply(of(container, REQUESTS))),
            of(podSpec, REQUESTS));
    return withOverhead ? sum.plus(ResourceList.of(podSpec.path("overhead"))) : sum;
  }

  /** The overhead is added only to resources that have a limit. */
  public static ResourceList limits(JsonNode podSpec, boolean withOverhead) {
    ResourceList sum = overridden(ofContainers(podSpec, LIMITS), of(podSpec, LIMITS));
    return withOverhead
        ? sum.plus(ResourceList.of(podSpec.path("overhead")).mask(sum.withoutZeros().names()))
        : sum;
  }

  /** What a pod or a container itself states. */
  private static ResourceList of(JsonNode holder, String field) {
    ResourceList stated = ResourceList.of(holder.path("resources").path(field));
    ResourceList limits = ResourceList.of(holder.path("resources").path(LIMITS));
    if (!field.equals(REQUESTS) || limits.isEmpty()) {
      return stated;
    }
    Map<String, Quantity> all = new HashMap<>(limits.amounts());
    all.putAll(stated.amounts());
    return new ResourceList(all);
  }

  /** What the containers together ask for ({@code requests}) or are limited to. */
  public static ResourceList ofContainers(JsonNode spec, String field) {
    return ofContainers(spec, container -> of(container, field));
  }

  private static ResourceList ofContainers(JsonNode spec, Function<JsonNode, ResourceList> of) {
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
    Map<String, Quantity> all = new HashMap<>(containers.amounts());
    all.putAll(podLevel.mask(podLevelNames(podLevel)).amounts());
    return new ResourceList(all);
  }

  private static Set<String> podLevelNames(ResourceList podLevel) {
    return podLevel.names().stream()
        .filter(
            name -> name.equals("cpu") || name.equals("memory") || name.startsWith("hugepages-"))
        .collect(Collectors.toSet());
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
