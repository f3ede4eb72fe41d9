package io.binnacle.registry.apps.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The Deployment kind. */
@Dependent
public final class DeploymentResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("apps", "v1", "Deployment", "deployments")
        .shortNames("deploy")
        .categories("all")
        .status()
        .subresource(new Subresource.Scale("spec.replicas", "status.replicas", "spec.selector"))
        .columns(
            Columns.named()
                .text("Ready", "How many of its pods are ready.", DeploymentResource::ready)
                .text(
                    "Up-to-date",
                    "How many pods have the newest template.",
                    Columns.countAt("/status/updatedReplicas"))
                .text(
                    "Available",
                    "How many pods have been ready for long enough.",
                    Columns.countAt("/status/availableReplicas"))
                .age()
                .pods("/spec/template/spec", "/spec/selector")
                .build())
        .strategy(new DeploymentStrategy())
        .build();
  }

  private static Object ready(ApiObject deployment) {
    JsonNode tree = deployment.tree();
    return tree.at("/status/readyReplicas").asInt() + "/" + tree.at("/spec/replicas").asInt();
  }
}
