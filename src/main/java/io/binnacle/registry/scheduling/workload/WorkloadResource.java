package io.binnacle.registry.scheduling.workload;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The Workload kind (KEP-4671): what belongs together when it is scheduled. */
@Dependent
public final class WorkloadResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("scheduling.k8s.io", "v1alpha2", "Workload", "workloads")
        .columns(Columns.named().age().build())
        .build();
  }
}
