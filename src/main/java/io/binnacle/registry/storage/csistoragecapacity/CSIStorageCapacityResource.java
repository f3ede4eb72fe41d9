package io.binnacle.registry.storage.csistoragecapacity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.ResourceNames;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The CSIStorageCapacity kind. */
@Dependent
public final class CSIStorageCapacityResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "storage.k8s.io", "v1", "CSIStorageCapacity", "csistoragecapacities")
        .columns(Columns.named().createdAt().build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    @Override
    public boolean returnsDeletedObject() {
      return true;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      LabelValidation.selector(object.path("nodeTopology"), FieldPath.of("nodeTopology"), errors);
      String storageClass = object.path("storageClassName").asText();
      FieldChecks.invalid(
          storageClass,
          Names.dns1123Subdomain(storageClass, false),
          FieldPath.of("storageClassName"),
          errors);
      for (String field : List.of("capacity", "maximumVolumeSize")) {
        Quantity amount = ResourceNames.amount(object, field);
        if (amount.signum() < 0) {
          errors.add(
              FieldError.invalid(
                  FieldPath.of(field), amount.toString(), "must be greater than or equal to 0"));
        }
      }
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      for (String field : List.of("nodeTopology", "storageClassName")) {
        FieldChecks.immutable(
            object.path(field), old.tree().path(field), FieldPath.of(field), errors);
      }
      return errors;
    }
  }
}
