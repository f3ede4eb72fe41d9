package io.binnacle.registry.internal.storageversion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.ResourceStrategy;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The StorageVersion kind (KEP-2339): the versions that servers store and read. */
@Dependent
public final class StorageVersionResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            "internal.apiserver.k8s.io", "v1alpha1", "StorageVersion", "storageversions")
        .clusterScoped()
        .status()
        .columns(
            Columns.named()
                .text(
                    "CommonEncodingVersion",
                    "The version that all servers store.",
                    Columns.at("/status/commonEncodingVersion"))
                .text(
                    "StorageVersions",
                    "What each server stores.",
                    o -> Columns.joined(o.tree().at("/status/storageVersions"), "encodingVersion"))
                .age()
                .build())
        .strategy(new Strategy())
        .build();
  }

  private static final class Strategy implements ResourceStrategy.WithoutGeneration {
    @Override
    public void prepareForCreate(Context context, ObjectNode object) {
      object.putObject("spec");
      object.putObject("status");
    }
  }
}
