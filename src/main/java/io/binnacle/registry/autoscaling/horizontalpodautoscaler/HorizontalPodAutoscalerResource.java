package io.binnacle.registry.autoscaling.horizontalpodautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The HorizontalPodAutoscaler kind. */
@Dependent
public final class HorizontalPodAutoscalerResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers")
        .alsoServed("v1", new AutoscalerConversion())
        .shortNames("hpa")
        .categories("all")
        .status()
        .columns(
            Columns.named()
                .text("Reference", "What it scales.", HorizontalPodAutoscalerResource::reference)
                .text("Targets", "What is, and what should be.", AutoscalerTargets::of)
                .text("MinPods", "The fewest replicas.", HorizontalPodAutoscalerResource::fewest)
                .text("MaxPods", "The most replicas.", Columns.countAt("/spec/maxReplicas"))
                .text(
                    "Replicas", "How many there are.", Columns.countAt("/status/currentReplicas"))
                .age()
                .build())
        .strategy(new AutoscalerStrategy())
        .build();
  }

  private static Object reference(ApiObject autoscaler) {
    JsonNode target = autoscaler.tree().at("/spec/scaleTargetRef");
    return target.path("kind").asText() + "/" + target.path("name").asText();
  }

  private static Object fewest(ApiObject autoscaler) {
    JsonNode fewest = autoscaler.tree().at("/spec/minReplicas");
    return fewest.isNumber() ? fewest.asText() : "<unset>";
  }
}
