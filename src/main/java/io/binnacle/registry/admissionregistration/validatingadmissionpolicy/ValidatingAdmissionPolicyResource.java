package io.binnacle.registry.admissionregistration.validatingadmissionpolicy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.admissionregistration.PolicyRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.List;

/** The ValidatingAdmissionPolicy kind (KEP-3488). */
@Dependent
public final class ValidatingAdmissionPolicyResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "admissionregistration.k8s.io",
            "v1",
            "ValidatingAdmissionPolicy",
            "validatingadmissionpolicies")
        .clusterScoped()
        .categories("api-extensions")
        .status()
        .columns(
            Columns.named()
                .number(
                    "Validations",
                    "How many rules it has.",
                    o -> o.tree().at("/spec/validations").size())
                .text("ParamKind", "The kind of its parameters.", PolicyRules::parameterKind)
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> REASONS =
        List.of("Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized");

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      PolicyRules.policyDefaults(object);
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status");
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      JsonNode spec = object.path("spec");
      List<FieldError> errors = PolicyRules.validatePolicy(spec);
      if (spec.path("validations").isEmpty() && spec.path("auditAnnotations").isEmpty()) {
        for (String field : List.of("validations", "auditAnnotations")) {
          errors.add(
              FieldError.required(
                  SPEC.child(field),
                  "validations or auditAnnotations must contain at least one item"));
        }
      }
      int index = 0;
      for (JsonNode validation : spec.path("validations")) {
        FieldPath at = SPEC.child("validations").index(index++);
        if (validation.path("expression").asText().isBlank()) {
          errors.add(FieldError.required(at.child("expression"), "expression is not specified"));
        }
        FieldChecks.oneOf(validation.path("reason"), REASONS, at.child("reason"), errors);
      }
      index = 0;
      for (JsonNode annotation : spec.path("auditAnnotations")) {
        FieldPath at = SPEC.child("auditAnnotations").index(index++);
        String key = annotation.path("key").asText();
        FieldChecks.invalid(key, LabelValidation.qualifiedName(key), at.child("key"), errors);
        FieldChecks.required(
            annotation.path("valueExpression"), at.child("valueExpression"), errors);
      }
      return errors;
    }
  }
}
