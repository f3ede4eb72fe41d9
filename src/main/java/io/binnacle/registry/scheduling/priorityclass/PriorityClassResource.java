package io.binnacle.registry.scheduling.priorityclass;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldChecks;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.podtemplate.PodDefaults;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The PriorityClass kind. */
@Dependent
public final class PriorityClassResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses")
        .clusterScoped()
        .shortNames("pc")
        .columns(
            Columns.named()
                .number("Value", "The priority of its pods.", o -> o.tree().path("value").asLong())
                .flag(
                    "Global-Default",
                    "Whether pods without a class have it.",
                    Columns.flagAt("/globalDefault"))
                .age()
                .text(
                    "PreemptionPolicy",
                    "Whether its pods drive others away.",
                    Columns.at("/preemptionPolicy"))
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    private static final List<String> PREEMPTION = List.of("PreemptLowerPriority", "Never");
    private static final long HIGHEST_USER_PRIORITY = 1_000_000_000;
    private static final String RESERVED = "system-";

    @Override
    public void applyDefaults(ObjectNode object) {
      Trees.defaultText(object, "preemptionPolicy", "PreemptLowerPriority");
      Trees.defaultNumber(object, "value", 0);
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      String name = object.at("/metadata/name").asText();
      long value = object.path("value").asLong();
      if (name.startsWith(RESERVED)) {
        validateSystem(object, name, value, errors);
      } else if (value > HIGHEST_USER_PRIORITY) {
        errors.add(
            FieldError.forbidden(
                FieldPath.of("value"),
                "maximum allowed value of a user defined priority is " + HIGHEST_USER_PRIORITY));
      }
      FieldChecks.oneOf(
          object.path("preemptionPolicy"), PREEMPTION, FieldPath.of("preemptionPolicy"), errors);
      return errors;
    }

    private static void validateSystem(
        ObjectNode object, String name, long value, List<FieldError> errors) {
      String why = "";
      Integer expected = PodDefaults.SYSTEM_PRIORITIES.get(name);
      if (expected == null) {
        why = name + " is not a known system priority class";
      } else if (expected != value) {
        why = "value of " + name + " PriorityClass must be " + expected;
      } else if (object.path("globalDefault").asBoolean()) {
        why = "globalDefault of " + name + " PriorityClass must be false";
      }
      if (!why.isEmpty()) {
        errors.add(
            FieldError.forbidden(
                FieldPath.of("metadata", "name"),
                "priority class names with 'system-' prefix are reserved for system use only."
                    + " error: "
                    + why));
      }
    }

    @Override
    public List<FieldError> validateUpdate(Context context, ObjectNode object, ApiObject old) {
      List<FieldError> errors = new ArrayList<>();
      if (object.path("value").asLong() != old.tree().path("value").asLong()) {
        errors.add(FieldError.forbidden(FieldPath.of("value"), "may not be changed in an update."));
      }
      FieldChecks.immutable(
          object.path("preemptionPolicy"),
          old.tree().path("preemptionPolicy"),
          FieldPath.of("preemptionPolicy"),
          errors);
      return errors;
    }
  }
}
