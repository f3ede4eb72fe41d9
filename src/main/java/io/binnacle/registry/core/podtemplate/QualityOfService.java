package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.registry.core.ResourceNames;
import java.util.ArrayList;
import java.util.List;

/** How firmly a pod's resources are promised to it: which pods go first when a node runs short. */
public final class QualityOfService {
  private static final List<String> COMPUTE = List.of("cpu", "memory");

  private QualityOfService() {}

  /** {@code Guaranteed}, {@code Burstable} or {@code BestEffort}. */
  public static String of(JsonNode spec) {
    List<JsonNode> resources = new ArrayList<>();
    if (!spec.path("resources").isEmpty()) {
      resources.add(spec.path("resources"));
    } else {
      spec.path("initContainers").forEach(container -> resources.add(container.path("resources")));
      spec.path("containers").forEach(container -> resources.add(container.path("resources")));
    }
    boolean any = false;
    boolean all = true;
    for (JsonNode each : resources) {
      for (String name : COMPUTE) {
        Quantity request = ResourceNames.amount(each.path("requests"), name);
        Quantity limit = ResourceNames.amount(each.path("limits"), name);
        any |= request.signum() > 0 || limit.signum() > 0;
        all &= limit.signum() > 0 && (request.signum() == 0 || request.equals(limit));
      }
    }
    if (!any) {
      return "BestEffort";
    }
    return all ? "Guaranteed" : "Burstable";
  }
}
