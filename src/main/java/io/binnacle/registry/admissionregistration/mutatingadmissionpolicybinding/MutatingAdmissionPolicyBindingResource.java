package io.binnacle.registry.admissionregistration.mutatingadmissionpolicybinding;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.admissionregistration.PolicyRules;
import jakarta.enterprise.context.Dependent;
import java.util.List;

/** The MutatingAdmissionPolicyBinding kind (KEP-3962). */
@Dependent
public final class MutatingAdmissionPolicyBindingResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "admissionregistration.k8s.io",
            "v1",
            "MutatingAdmissionPolicyBinding",
            "mutatingadmissionpolicybindings")
        .alsoServed("v1beta1")
        .alsoServed("v1alpha1")
        .clusterScoped()
        .categories("api-extensions")
        .columns(PolicyRules.bindingColumns().build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
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
      return PolicyRules.validateBinding(object.path("spec"));
    }
  }
}
