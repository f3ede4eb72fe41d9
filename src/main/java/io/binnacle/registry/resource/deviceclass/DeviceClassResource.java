package io.binnacle.registry.resource.deviceclass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** The DeviceClass kind (KEP-4381). */
@Dependent
public final class DeviceClassResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("resource.k8s.io", "v1", "DeviceClass", "deviceclasses")
        .alsoServed("v1beta2")
        .alsoServed("v1beta1")
        .clusterScoped()
        .columns(Columns.named().age().build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final int MAX_SELECTORS = 32;

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      JsonNode selectors = object.at("/spec/selectors");
      FieldPath path = FieldPath.of("spec", "selectors");
      if (selectors.size() > MAX_SELECTORS) {
        errors.add(FieldError.tooMany(path, selectors.size(), MAX_SELECTORS));
      }
      int index = 0;
      for (JsonNode selector : selectors) {
        FieldPath at = path.index(index++).child("cel");
        if (selector.path("cel").isObject()) {
          FieldChecks.required(selector.at("/cel/expression"), at.child("expression"), errors);
        } else {
          errors.add(FieldError.required(at, ""));
        }
      }
      return errors;
    }
  }
}
