package io.binnacle.registry.core.replicationcontroller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
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
import io.binnacle.registry.core.podtemplate.PodDefaults;
import io.binnacle.registry.core.podtemplate.PodTemplateValidation;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The ReplicationController kind. */
@Dependent
public final class ReplicationControllerResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "ReplicationController", "replicationcontrollers")
        .shortNames("rc")
        .categories("all")
        .status()
        .subresource(new Subresource.Scale("spec.replicas", "status.replicas", "spec.selector"))
        .selectableField(
            "status.replicas", o -> Integer.toString(o.tree().at("/status/replicas").asInt()))
        .columns(
            Columns.named()
                .number(
                    "Desired", "How many pods there should be.", o -> number(o, "/spec/replicas"))
                .number("Current", "How many pods there are.", o -> number(o, "/status/replicas"))
                .number(
                    "Ready", "How many of them are ready.", o -> number(o, "/status/readyReplicas"))
                .age()
                .pods("/spec/template/spec", "/spec/selector")
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object number(ApiObject controller, String pointer) {
    return controller.tree().at(pointer).asInt();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath TEMPLATE = SPEC.child("template");

    @Override
    public void applyDefaults(ObjectNode object) {
      ObjectNode spec = Trees.child(object, "spec");
      Trees.defaultNumber(spec, "replicas", 1);
      if (spec.path("minReadySeconds").isNumber() && spec.path("minReadySeconds").asInt() == 0) {
        spec.remove("minReadySeconds");
      }
      if (!(spec.path("template") instanceof ObjectNode template)) {
        return;
      }
      PodDefaults.applyToTemplate(Trees.child(template, "spec"));
      JsonNode labels = template.path("metadata").path("labels");
      if (!labels.isEmpty()) {
        if (spec.path("selector").isEmpty()) {
          spec.set("selector", labels.deepCopy());
        }
        if (object.path("metadata").path("labels").isEmpty()) {
          Trees.child(object, "metadata").set("labels", labels.deepCopy());
        }
      }
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status").put("replicas", 0);
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      FieldChecks.nonNegative(spec.path("minReadySeconds"), SPEC.child("minReadySeconds"), errors);
      if (spec.path("selector").isEmpty()) {
        errors.add(FieldError.required(SPEC.child("selector"), ""));
      }
      FieldChecks.nonNegative(spec.path("replicas"), SPEC.child("replicas"), errors);
      if (spec.path("template").isObject()) {
        PodTemplateValidation.ofController(
            "ReplicationController",
            spec.path("template"),
            LabelSelector.ofLabels(Trees.textMap(spec.path("selector"))),
            TEMPLATE,
            errors);
      } else {
        errors.add(FieldError.required(TEMPLATE, ""));
      }
      return errors;
    }

    @Override
    public List<FieldError> validateStatusUpdate(
        Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode status = object.path("status");
      WorkloadRules.validateCounts(
          status, errors, "replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas");
      FieldChecks.nonNegative(
          status.path("observedGeneration"), FieldPath.of("status", "observedGeneration"), errors);
      WorkloadRules.validateAvailable(status, "readyReplicas", errors);
      return errors;
    }
  }
}
