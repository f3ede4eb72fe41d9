package io.binnacle.registry.storage.csinode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.podtemplate.VolumeValidation;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The CSINode kind: the drivers of a node. */
@Dependent
public final class CSINodeResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("storage.k8s.io", "v1", "CSINode", "csinodes")
        .clusterScoped()
        .columns(
            Columns.named()
                .number(
                    "Drivers", "How many drivers it has.", o -> o.tree().at("/spec/drivers").size())
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    private static final FieldPath DRIVERS = FieldPath.of("spec", "drivers");
    private static final int MAX_NODE_ID = 256;

    @Override
    public boolean returnsDeletedObject() {
      return true;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      ObjectNode spec = Trees.child(object, "spec");
      if (!spec.path("drivers").isArray()) {
        spec.putNull("drivers");
      }
      for (ObjectNode driver : Trees.objects(spec.path("drivers"))) {
        if (driver.path("topologyKeys").isEmpty()) {
          driver.putNull("topologyKeys");
        }
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      Set<String> names = new HashSet<>();
      int index = 0;
      for (JsonNode driver : object.at("/spec/drivers")) {
        FieldPath at = DRIVERS.index(index++);
        String name = driver.path("name").asText();
        VolumeValidation.driverName(driver.path("name"), at.child("name"), errors);
        String node = driver.path("nodeID").asText();
        if (node.isEmpty()) {
          errors.add(FieldError.required(at.child("nodeID"), ""));
        } else if (node.length() > MAX_NODE_ID) {
          errors.add(
              FieldError.invalid(
                  at.child("nodeID"), node, "must be " + MAX_NODE_ID + " characters or less"));
        }
        if (!names.add(name)) {
          errors.add(FieldError.duplicate(at.child("name"), name));
        }
        FieldChecks.nonNegative(
            driver.at("/allocatable/count"), at.child("allocatable").child("count"), errors);
        for (JsonNode key : driver.path("topologyKeys")) {
          FieldChecks.invalid(
              key.asText(), LabelValidation.qualifiedName(key.asText()), DRIVERS, errors);
        }
      }
      return errors;
    }
  }
}
