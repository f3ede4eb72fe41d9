package io.binnacle.registry.rbac.clusterrole;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.apimachinery.validation.LabelValidation;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.rbac.RoleRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.util.ArrayList;
import java.util.List;

/** The ClusterRole kind. */
@Dependent
public final class ClusterRoleResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles")
        .clusterScoped()
        .columns(Columns.named().createdAt().build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy extends RoleRules {
    Strategy() {
      super(false);
    }

    @Override
    public List<FieldError> validate(Context context, ObjectNode object) {
      List<FieldError> errors = new ArrayList<>(super.validate(context, object));
      JsonNode aggregation = object.path("aggregationRule");
      if (!aggregation.isObject()) {
        return errors;
      }
      FieldPath path = FieldPath.of("aggregationRule", "clusterRoleSelectors");
      JsonNode selectors = aggregation.path("clusterRoleSelectors");
      if (selectors.isEmpty()) {
        errors.add(
            FieldError.required(
                path, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
      }
      int index = 0;
      for (JsonNode selector : selectors) {
        LabelValidation.selector(selector, path.index(index++), errors);
      }
      return errors;
    }
  }
}
