package io.binnacle.registry.apps.replicaset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.apps.WorkloadRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The ReplicaSet kind. */
@Dependent
public final class ReplicaSetResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("apps", "v1", "ReplicaSet", "replicasets")
        .shortNames("rs")
        .categories("all")
        .status()
        .subresource(new Subresource.Scale("spec.replicas", "status.replicas", "spec.selector"))
        .columns(
            Columns.named()
                .number(
                    "Desired", "How many pods there should be.", Columns.countAt("/spec/replicas"))
                .number("Current", "How many pods there are.", Columns.countAt("/status/replicas"))
                .number(
                    "Ready",
                    "How many of them are ready.",
                    Columns.countAt("/status/readyReplicas"))
                .age()
                .pods("/spec/template/spec", "/spec/selector")
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    @Override
    public void applyDefaults(ObjectNode object) {
      Trees.defaultNumber(WorkloadRules.specWithDefaults(object), "replicas", 1);
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status").put("replicas", 0);
    }

    @Override
    public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
      Trees.defaultNumber(Trees.child(object, "status"), "replicas", 0);
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      WorkloadRules.nonNegative(spec, errors, "replicas", "minReadySeconds");
      WorkloadRules.validateSelectedTemplate(spec, "ReplicaSet", errors);
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      return WorkloadRules.validateSelectorUpdate(object, old);
    }

    @Override
    public List<FieldError> validateStatusUpdate(
        Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      WorkloadRules.validateCounts(
          object.path("status"),
          errors,
          "replicas",
          "fullyLabeledReplicas",
          "readyReplicas",
          "availableReplicas");
      JsonNode status = object.path("status");
      for (String count : List.of("observedGeneration", "terminatingReplicas")) {
        FieldChecks.nonNegative(status.path(count), FieldPath.of("status", count), errors);
      }
      WorkloadRules.validateAvailable(status, "readyReplicas", errors);
      return errors;
    }
  }
}
