package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.quota.PodResources;
import io.binnacle.apimachinery.quota.ResourceList;
import io.binnacle.registry.core.ResourceNames;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a pod that states resources for itself means by those it leaves out (KEP-2837): its requests
 * are its containers' together, and its limit where they have none.
 */
final class PodLevelDefaults {
  private PodLevelDefaults() {}

  static void apply(ObjectNode resources, JsonNode spec) {
    ResourceList limits = PodResources.ofContainers(spec, "limits");
    fill(resources, "limits", limits, ResourceNames::isHugePages);
    if (!resources.path("limits").isEmpty()) {
      ResourceList requests = PodResources.ofContainers(spec, "requests");
      fill(resources, "requests", requests, PodLevelDefaults::isSummedUp);
      ResourceList own = ResourceList.of(resources.path("limits"));
      fill(resources, "requests", own, ResourceNames::isForPods);
    }
  }

  /** Of huge pages, which are never overcommitted, a pod asks for what its own limit says. */
  private static boolean isSummedUp(String name) {
    return ResourceNames.isForPods(name) && ResourceNames.mayBeOvercommitted(name);
  }

  private static void fill(
      ObjectNode resources, String field, ResourceList amounts, Predicate<String> which) {
    Set<String> names = amounts.names().stream().filter(which).collect(Collectors.toSet());
    if (!names.isEmpty()) {
      ResourceNames.fillFrom(resources.withObjectProperty(field), amounts.mask(names).toTree());
    }
  }
}
