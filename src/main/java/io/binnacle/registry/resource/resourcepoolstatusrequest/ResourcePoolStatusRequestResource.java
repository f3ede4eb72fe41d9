package io.binnacle.registry.resource.resourcepoolstatusrequest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.podtemplate.VolumeValidation;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The ResourcePoolStatusRequest kind: somebody asks how full a pool of devices is. */
@Dependent
public final class ResourcePoolStatusRequestResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "resource.k8s.io",
            "v1alpha3",
            "ResourcePoolStatusRequest",
            "resourcepoolstatusrequests")
        .clusterScoped()
        .status()
        .columns(
            Columns.named()
                .text("Driver", "Whose pools.", Columns.at("/spec/driver"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      VolumeValidation.driverName(object.at("/spec/driver"), SPEC.child("driver"), errors);
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
