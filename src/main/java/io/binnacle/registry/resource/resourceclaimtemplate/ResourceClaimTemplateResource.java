package io.binnacle.registry.resource.resourceclaimtemplate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.resource.ClaimConversion;
import io.binnacle.registry.resource.DeviceClaimRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The ResourceClaimTemplate kind (KEP-4381). */
@Dependent
public final class ResourceClaimTemplateResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "resource.k8s.io", "v1", "ResourceClaimTemplate", "resourceclaimtemplates")
        .alsoServed("v1beta2")
        .alsoServed("v1beta1", new ClaimConversion("/spec/spec"))
        .columns(Columns.named().age().build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public void applyDefaults(ObjectNode object) {
      DeviceClaimRules.applyDefaults(object.at("/spec/spec"));
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      DeviceClaimRules.validate(object.at("/spec/spec"), SPEC.child("spec"), errors);
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.immutable(object.path("spec"), old.tree().path("spec"), SPEC, errors);
      return errors;
    }
  }
}
