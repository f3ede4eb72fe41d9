package io.binnacle.registry.core.podtemplate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The PodTemplate kind. */
@Dependent
public final class PodTemplateResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "PodTemplate", "podtemplates")
        .columns(
            Columns.named()
                .text(
                    "Containers",
                    "The containers of its pods.",
                    o -> Columns.joined(o.tree().at("/template/spec/containers"), "name"))
                .text(
                    "Images",
                    "Their images.",
                    o -> Columns.joined(o.tree().at("/template/spec/containers"), "image"))
                .text(
                    "Pod Labels",
                    "The labels of its pods.",
                    o -> Columns.labels(o.tree().at("/template/metadata/labels")))
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    @Override
    public boolean returnsDeletedObject() {
      return true;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      PodDefaults.applyToTemplate(Trees.child(Trees.child(object, "template"), "spec"));
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>();
      PodTemplateValidation.validate(object.path("template"), FieldPath.of("template"), errors);
      return errors;
    }
  }
}
