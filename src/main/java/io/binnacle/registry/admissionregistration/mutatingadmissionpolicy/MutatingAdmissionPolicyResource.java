package io.binnacle.registry.admissionregistration.mutatingadmissionpolicy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.admissionregistration.PolicyRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.List;

/** The MutatingAdmissionPolicy kind (KEP-3962). */
@Dependent
public final class MutatingAdmissionPolicyResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "admissionregistration.k8s.io",
            "v1",
            "MutatingAdmissionPolicy",
            "mutatingadmissionpolicies")
        .alsoServed("v1beta1")
        .alsoServed("v1alpha1")
        .clusterScoped()
        .categories("api-extensions")
        .columns(
            Columns.named()
                .number(
                    "Mutations",
                    "How many changes it makes.",
                    o -> o.tree().at("/spec/mutations").size())
                .text("ParamKind", "The kind of its parameters.", PolicyRules::parameterKind)
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      Trees.defaultText(PolicyRules.policyDefaults(object), "reinvocationPolicy", "Never");
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      JsonNode spec = object.path("spec");
      List<FieldError> errors = PolicyRules.validatePolicy(spec);
      FieldChecks.requiredOneOf(
          spec.path("reinvocationPolicy"),
          List.of("IfNeeded", "Never"),
          SPEC.child("reinvocationPolicy"),
          errors);
      if (spec.path("mutations").isEmpty()) {
        errors.add(
            FieldError.required(
                SPEC.child("mutations"), "mutations must contain at least one item"));
      }
      int index = 0;
      for (JsonNode mutation : spec.path("mutations")) {
        FieldPath at = SPEC.child("mutations").index(index++);
        String type = mutation.path("patchType").asText();
        switch (type) {
          case "ApplyConfiguration" -> expression(mutation, "applyConfiguration", at, errors);
          case "JSONPatch" -> expression(mutation, "jsonPatch", at, errors);
          default ->
              FieldChecks.requiredOneOf(
                  mutation.path("patchType"),
                  List.of("ApplyConfiguration", "JSONPatch"),
                  at.child("patchType"),
                  errors);
        }
      }
      return errors;
    }

    private static void expression(
        JsonNode mutation, String field, FieldPath path, List<FieldError> errors) {
      FieldPath at = path.child(field);
      if (!mutation.path(field).isObject()) {
        errors.add(
            FieldError.required(
                at, "must be specified when patchType is " + mutation.path("patchType").asText()));
      } else {
        FieldChecks.required(
            mutation.path(field).path("expression"), at.child("expression"), errors);
      }
    }
  }
}
