package io.binnacle.registry.core.limitrange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.core.ResourceNames;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.List;

/** The LimitRange kind. */
@Dependent
public final class LimitRangeResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("", "v1", "LimitRange", "limitranges")
        .shortNames("limits")
        .columns(Columns.named().createdAt().build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy {
    @Override
    public boolean hasGeneration() {
      return false;
    }

    @Override
    public boolean allowsCreateOnUpdate() {
      return true;
    }

    @Override
    public void applyDefaults(ObjectNode object) {
      for (ObjectNode limit : Trees.objects(object.path("spec").path("limits"))) {
        if (limit.path("type").asText().equals("Container")) {
          fill(limit, "default", "max");
          fill(limit, "defaultRequest", "default");
          fill(limit, "defaultRequest", "min");
        }
      }
    }

    private static void fill(ObjectNode limit, String field, String from) {
      if (!limit.path(from).isEmpty()) {
        ResourceNames.fillFrom(Trees.child(limit, field), limit.path(from));
      }
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      return LimitRangeValidation.validate(object.path("spec").path("limits"));
    }
  }
}
