package io.binnacle.registry.flowcontrol.flowschema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
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
                .number(
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
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int PRECEDENCE = 1000;
    private static final int MAX_PRECEDENCE = 10_000;

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
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      JsonNode precedence = spec.path("matchingPrecedence");
      FieldPath path = SPEC.child("matchingPrecedence");
      if (precedence.asLong() <= 0) {
        errors.add(FieldError.invalid(path, precedence, "must be a positive value"));
      } else if (precedence.asLong() > MAX_PRECEDENCE) {
        errors.add(
            FieldError.invalid(path, precedence, "must not be greater than " + MAX_PRECEDENCE));
      }
      FieldChecks.oneOf(
          spec.at("/distinguisherMethod/type"),
          List.of("ByNamespace", "ByUser"),
          SPEC.child("distinguisherMethod").child("type"),
          errors);
      String level = spec.at("/priorityLevelConfiguration/name").asText();
      FieldPath name = SPEC.child("priorityLevelConfiguration").child("name");
      if (level.isEmpty()) {
        errors.add(FieldError.required(name, "must reference a priority level"));
      } else {
        FieldChecks.invalid(level, Names.dns1123Subdomain(level, false), name, errors);
      }
      int index = 0;
      for (JsonNode rule : spec.path("rules")) {
        validateRule(rule, SPEC.child("rules").index(index++), errors);
      }
      return errors;
    }

    private static void validateRule(JsonNode rule, FieldPath path, List<FieldError> errors) {
      if (rule.path("subjects").isEmpty()) {
        errors.add(
            FieldError.required(
                path.child("subjects"), "subjects must contain at least one value"));
      }
      if (rule.path("resourceRules").isEmpty() && rule.path("nonResourceRules").isEmpty()) {
        errors.add(
            FieldError.required(
                path, "at least one of resourceRules and nonResourceRules has to be non-empty"));
      }
    }
  }
}
