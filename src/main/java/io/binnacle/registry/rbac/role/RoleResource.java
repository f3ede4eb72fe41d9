package io.binnacle.registry.rbac.role;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.rbac.RoleRules;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The Role kind. */
@Dependent
public final class RoleResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("rbac.authorization.k8s.io", "v1", "Role", "roles")
        .columns(Columns.named().createdAt().build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy extends RoleRules {
    Strategy() {
      super(true);
    }
  }
}
