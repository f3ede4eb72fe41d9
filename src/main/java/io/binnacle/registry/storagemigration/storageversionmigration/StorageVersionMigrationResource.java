package io.binnacle.registry.storagemigration.storageversionmigration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The StorageVersionMigration kind (KEP-4192). */
@Dependent
public final class StorageVersionMigrationResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "storagemigration.k8s.io",
            "v1beta1",
            "StorageVersionMigration",
            "storageversionmigrations")
        .clusterScoped()
        .status()
        .columns(
            Columns.named()
                .text("Resource", "What is stored anew.", Columns.at("/spec/resource/resource"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath SPEC = FieldPath.of("spec");

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("status");
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.required(
          object.at("/spec/resource/resource"), SPEC.child("resource").child("resource"), errors);
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
