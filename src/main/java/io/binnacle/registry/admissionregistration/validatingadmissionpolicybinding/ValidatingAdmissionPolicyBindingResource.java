package io.binnacle.registry.admissionregistration.validatingadmissionpolicybinding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.admissionregistration.PolicyRules;
import jakarta.enterprise.context.Dependent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ValidatingAdmissionPolicyBinding kind (KEP-3488). */
@Dependent
public final class ValidatingAdmissionPolicyBindingResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "admissionregistration.k8s.io",
            "v1",
            "ValidatingAdmissionPolicyBinding",
            "validatingadmissionpolicybindings")
        .clusterScoped()
        .categories("api-extensions")
        .columns(PolicyRules.bindingColumns().build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      PolicyRules.bindingDefaults(object);
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      JsonNode spec = object.path("spec");
      List<FieldError> errors = PolicyRules.validateBinding(spec);
      JsonNode actions = spec.path("validationActions");
      FieldPath path = FieldPath.of("spec", "validationActions");
      if (actions.isEmpty()) {
        errors.add(FieldError.required(path, "at least one validation action is required"));
      }
      Set<String> given = new HashSet<>();
      for (JsonNode action : actions) {
        FieldChecks.oneOf(action, ACTIONS, path, errors);
        if (!given.add(action.asText())) {
          errors.add(FieldError.duplicate(path, action.asText()));
        }
      }
      if (given.contains("Deny") && given.contains("Warn")) {
        errors.add(
            FieldError.invalid(
                path,
                actions,
                "must not contain both Deny and Warn (repeating the same validation failure"
                    + " information in the API response and headers serves no purpose)"));
      }
      return errors;
    }
  }
}
