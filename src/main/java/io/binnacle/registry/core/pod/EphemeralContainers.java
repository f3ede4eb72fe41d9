package io.binnacle.registry.core.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.core.podtemplate.ContainerForm;
import io.binnacle.registry.core.podtemplate.PodValidation;
import java.util.ArrayList;
import java.util.List;

/** Containers that are added to a pod that runs, to look at it; they stay as they are. */
final class EphemeralContainers implements Subresource.PartStrategy {
  private static final String FIELD = "ephemeralContainers";

  @Override
  public void take(ObjectNode request, ObjectNode object) {
    Trees.setOrRemove(Trees.child(object, "spec"), FIELD, request.path("spec").get(FIELD));
  }

  @Override
  public List<FieldError> validate(
      ResourceStrategy.Context context, ObjectNode object, ApiObject old) {
    FieldPath spec = FieldPath.of("spec");
    List<FieldError> errors = new ArrayList<>(PodValidation.validate(object));
    if (old.tree().at("/metadata/annotations").has("kubernetes.io/config.mirror")) {
      return List.of(
          FieldError.forbidden(
              FieldPath.of("[]"), "static pods do not support ephemeral containers"));
    }
    JsonNode containers = object.path("spec").path(FIELD);
    for (JsonNode before : old.tree().path("spec").path(FIELD)) {
      String name = before.path("name").asText();
      JsonNode after = null;
      for (JsonNode container : containers) {
        if (container.path("name").asText().equals(name)) {
          after = container;
        }
      }
      if (after == null) {
        errors.add(
            FieldError.forbidden(
                spec.child(FIELD),
                "existing ephemeral containers \"" + name + "\" may not be removed\n"));
      } else if (!Trees.same(before, after)) {
        errors.add(
            FieldError.forbidden(
                spec.child(FIELD),
                "existing ephemeral containers \""
                    + name
                    + "\" may not be changed\n"
                    + ContainerForm.EPHEMERAL.diff(before, after)));
      }
    }
    return errors;
  }
}
