package io.binnacle.registry.rbac.rolebinding;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.rbac.BindingRules;
import jakarta.enterprise.context.Dependent;
import java.util.List;

/** The RoleBinding kind. */
@Dependent
public final class RoleBindingResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings")
        .columns(BindingRules.columns())
        .strategy(new BindingRules(List.of("Role", "ClusterRole"), true))
        .build();
  }
}
