package io.binnacle.registry.scheduling.podgroup;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The PodGroup kind (KEP-4671): pods that are scheduled together. */
@Dependent
public final class PodGroupResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("scheduling.k8s.io", "v1alpha2", "PodGroup", "podgroups")
        .status()
        .columns(Columns.named().age().build())
        .build();
  }
}
