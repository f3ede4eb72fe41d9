package io.binnacle.registry.node.runtimeclass;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.apimachinery.validation.Names;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.ResourceNames;
import io.binnacle.registry.core.podtemplate.SchedulingValidation;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The RuntimeClass kind. */
@Dependent
public final class RuntimeClassResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("node.k8s.io", "v1", "RuntimeClass", "runtimeclasses")
        .clusterScoped()
        .columns(
            Columns.named()
                .text("Handler", "The runtime's own name for it.", Columns.at("/handler"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      String handler = object.path("handler").asText();
      FieldChecks.invalid(
          handler, Names.dns1123Label(handler, false), FieldPath.of("handler"), errors);
      ResourceNames.validate(
          object.at("/overhead/podFixed"),
          ResourceNames.Use.CONTAINER,
          FieldPath.of("overhead", "podFixed"),
          errors);
      LabelValidation.labels(
          object.at("/scheduling/nodeSelector"),
          FieldPath.of("scheduling", "nodeSelector"),
          errors);
      SchedulingValidation.tolerations(
          object.at("/scheduling/tolerations"), FieldPath.of("scheduling", "tolerations"), errors);
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.immutable(
          object.path("handler"), old.tree().path("handler"), FieldPath.of("handler"), errors);
      return errors;
    }
  }
}
