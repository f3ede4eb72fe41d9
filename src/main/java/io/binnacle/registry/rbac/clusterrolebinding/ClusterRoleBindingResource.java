package io.binnacle.registry.rbac.clusterrolebinding;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.rbac.BindingRules;
import jakarta.enterprise.context.Dependent;
import java.util.List;

/** The ClusterRoleBinding kind. */
@Dependent
public final class ClusterRoleBindingResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings")
        .clusterScoped()
        .columns(BindingRules.columns())
        .strategy(new BindingRules(List.of("ClusterRole"), false))
        .build();
  }
}
