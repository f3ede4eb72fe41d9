package io.binnacle.registry.storage.volumeattributesclass;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.storage.StorageRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The VolumeAttributesClass kind (KEP-3751). */
@Dependent
public final class VolumeAttributesClassResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "storage.k8s.io", "v1", "VolumeAttributesClass", "volumeattributesclasses")
        .alsoServed("v1beta1")
        .clusterScoped()
        .shortNames("vac")
        .columns(
            Columns.named()
                .text("DriverName", "Who knows what it says.", Columns.at("/driverName"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    @Override
    public boolean returnsDeletedObject() {
      return true;
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      StorageRules.qualifiedName(object.path("driverName"), FieldPath.of("driverName"), errors);
      StorageRules.parameters(object.path("parameters"), true, FieldPath.of("parameters"), errors);
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      for (String field : List.of("driverName", "parameters")) {
        FieldChecks.immutable(
            object.path(field), old.tree().path(field), FieldPath.of(field), errors);
      }
      return errors;
    }
  }
}
