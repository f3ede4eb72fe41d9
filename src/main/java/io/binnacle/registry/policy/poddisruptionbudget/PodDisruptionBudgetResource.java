package io.binnacle.registry.policy.poddisruptionbudget;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.InternalForm;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The PodDisruptionBudget kind. */
@Dependent
public final class PodDisruptionBudgetResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets")
        .shortNames("pdb")
        .status()
        .columns(
            Columns.named()
                .text(
                    "Min Available",
                    "How many pods must stay.",
                    o -> orNotApplicable(o, "/spec/minAvailable"))
                .text(
                    "Max Unavailable",
                    "How many pods may be gone.",
                    o -> orNotApplicable(o, "/spec/maxUnavailable"))
                .number(
                    "Allowed Disruptions",
                    "How many pods may be evicted now.",
                    Columns.countAt("/status/disruptionsAllowed"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object orNotApplicable(ApiObject budget, String pointer) {
    JsonNode value = budget.tree().at(pointer);
    return value.isValueNode() && !value.isNull() ? value.asText() : "N/A";
  }

  private static final class Strategy implements ResourceStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final InternalForm BUDGET =
        InternalForm.empty()
            .optional("MinAvailable", "Selector", "MaxUnavailable", "UnhealthyPodEvictionPolicy");
    private static final List<String> EVICTION_POLICIES = List.of("AlwaysAllow", "IfHealthyBudget");
    private static final List<String> COUNTS =
        List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods");

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      fillCounts(object.putObject("status"));
    }

    @Override
    public void prepareForStatusUpdate(Context context, ObjectNode object, ApiObject old) {
      fillCounts(Trees.child(object, "status"));
    }

    private static void fillCounts(ObjectNode status) {
      COUNTS.forEach(count -> Trees.defaultNumber(status, count, 0));
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      if (spec.hasNonNull("minAvailable") && spec.hasNonNull("maxUnavailable")) {
        errors.add(
            FieldError.invalidRaw(
                SPEC, BUDGET.show(spec), "minAvailable and maxUnavailable cannot be both set"));
      }
      for (String field : List.of("minAvailable", "maxUnavailable")) {
        FieldChecks.numberOrPercent(spec.path(field), SPEC.child(field), errors);
        FieldChecks.notMoreThanAll(spec.path(field), SPEC.child(field), errors);
      }
      LabelValidation.selector(spec.path("selector"), SPEC.child("selector"), errors);
      FieldChecks.oneOf(
          spec.path("unhealthyPodEvictionPolicy"),
          EVICTION_POLICIES,
          SPEC.child("unhealthyPodEvictionPolicy"),
          errors);
      return errors;
    }

    @Override
    public List<FieldError> validateStatusUpdate(
        Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      for (String count : COUNTS) {
        FieldChecks.nonNegative(
            object.path("status").path(count), FieldPath.of("status", count), errors);
      }
      return errors;
    }
  }
}
