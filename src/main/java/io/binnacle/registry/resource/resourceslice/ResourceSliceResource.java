package io.binnacle.registry.resource.resourceslice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.Names;
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

/** The ResourceSlice kind (KEP-4381): devices of a node or of many. */
@Dependent
public final class ResourceSliceResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("resource.k8s.io", "v1", "ResourceSlice", "resourceslices")
        .alsoServed("v1beta2")
        .alsoServed("v1beta1", new SliceConversion())
        .clusterScoped()
        .selectableField("spec.nodeName", o -> o.tree().at("/spec/nodeName").asText())
        .selectableField("spec.driver", o -> o.tree().at("/spec/driver").asText())
        .columns(
            Columns.named()
                .text("Node", "Where the devices are.", Columns.at("/spec/nodeName"))
                .text("Driver", "Whose they are.", Columns.at("/spec/driver"))
                .text("Pool", "The pool they belong to.", Columns.at("/spec/pool/name"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final int MAX_DEVICES = 128;

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode spec = object.path("spec");
      VolumeValidation.driverName(spec.path("driver"), SPEC.child("driver"), errors);
      FieldPath pool = SPEC.child("pool");
      FieldChecks.required(spec.at("/pool/name"), pool.child("name"), errors);
      if (spec.at("/pool/resourceSliceCount").asLong() <= 0) {
        errors.add(
            FieldError.invalid(
                pool.child("resourceSliceCount"),
                spec.at("/pool/resourceSliceCount").asLong(),
                "must be greater than zero"));
      }
      JsonNode devices = spec.path("devices");
      if (devices.size() > MAX_DEVICES) {
        errors.add(FieldError.tooMany(SPEC.child("devices"), devices.size(), MAX_DEVICES));
      }
      Set<String> names = new HashSet<>();
      int index = 0;
      for (JsonNode device : devices) {
        FieldPath at = SPEC.child("devices").index(index++).child("name");
        String name = device.path("name").asText();
        FieldChecks.invalid(name, Names.dns1123Label(name, false), at, errors);
        if (!names.add(name)) {
          errors.add(FieldError.duplicate(at, name));
        }
      }
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      for (String field : List.of("driver", "nodeName")) {
        FieldChecks.immutable(
            object.path("spec").path(field),
            old.tree().path("spec").path(field),
            SPEC.child(field),
            errors);
      }
      FieldChecks.immutable(
          object.at("/spec/pool/name"),
          old.tree().at("/spec/pool/name"),
          SPEC.child("pool").child("name"),
          errors);
      return errors;
    }
  }
}
