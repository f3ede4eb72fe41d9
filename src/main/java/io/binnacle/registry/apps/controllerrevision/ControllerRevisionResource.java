package io.binnacle.registry.apps.controllerrevision;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.OwnerReference;
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
import java.util.Locale;

/** The ControllerRevision kind: what a controller's template was. */
@Dependent
public final class ControllerRevisionResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("apps", "v1", "ControllerRevision", "controllerrevisions")
        .columns(
            Columns.named()
                .text("Controller", "Whose revision it is.", ControllerRevisionResource::controller)
                .text("Revision", "Its number.", o -> o.tree().path("revision").asLong())
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static Object controller(ApiObject revision) {
    return revision
        .controllerOwner()
        .map(ControllerRevisionResource::qualified)
        .orElse(Columns.NONE);
  }

  private static String qualified(OwnerReference owner) {
    String group = GroupVersion.parse(owner.apiVersion()).group();
    String kind = owner.kind().toLowerCase(Locale.ROOT);
    return (group.isEmpty() ? kind : kind + "." + group) + "/" + owner.name();
  }

  private static final class Strategy implements ResourceStrategy {
    @Override
    public boolean hasGeneration() {
      return false;
    }

    @Override
    public boolean allowsUnconditionalUpdate() {
      return false;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      if (!object.hasNonNull("revision")) {
        object.put("revision", 0);
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      if (!object.hasNonNull("data")) {
        errors.add(FieldError.required(FieldPath.of("data"), "data is mandatory"));
      }
      FieldChecks.nonNegative(object.path("revision"), FieldPath.of("revision"), errors);
      return errors;
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      FieldChecks.immutable(
          object.path("data"), old.tree().path("data"), FieldPath.of("data"), errors);
      return errors;
    }
  }
}
