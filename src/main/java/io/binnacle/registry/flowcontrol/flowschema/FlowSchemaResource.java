package io.binnacle.registry.flowcontrol.flowschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.List;

/** The FlowSchema kind (KEP-1040). */
@Dependent
public final class FlowSchemaResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "flowcontrol.apiserver.k8s.io", "v1", "FlowSchema", "flowschemas")
        .clusterScoped()
        .status()
        .columns(
            Columns.named()
                .text(
                    "PriorityLevel",
                    "How its requests are limited.",
                    Columns.at("/spec/priorityLevelConfiguration/name"))
                .text(
                    "MatchingPrecedence",
                    "Lower numbers come first.",
                    Columns.countAt("/spec/matchingPrecedence"))
                .text(
                    "DistinguisherMethod",
                    "What makes flows of its requests.",
                    o -> Columns.orNone(o.tree().at("/spec/distinguisherMethod/type").asText()))
                .age()
                .text(
                    "MissingPL", "Whether its level does not exist.", FlowSchemaResource::dangling)
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object dangling(ApiObject schema) {
    for (JsonNode condition : schema.tree().at("/status/conditions")) {
      if (condition.path("type").asText().equals("Dangling")) {
        return condition.path("status").asText();
      }
    }
    return "?";
  }

  private static final class Strategy implements ResourceStrategy {
    private static final int PRECEDENCE = 1000;

    @Override
    public void applyDefaults(ObjectNode object) {
      Trees.defaultNonZero(Trees.child(object, "spec"), "matchingPrecedence", PRECEDENCE);
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status");
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      return FlowSchemaValidation.validate(object);
    }
  }
}
