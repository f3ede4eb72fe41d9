package io.binnacle.registry.apps.statefulset;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The StatefulSet kind. */
@Dependent
public final class StatefulSetResource implements BuiltInResource {
  private static final String CONTAINERS = "/spec/template/spec/containers";

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("apps", "v1", "StatefulSet", "statefulsets")
        .shortNames("sts")
        .categories("all")
        .status()
        .subresource(new Subresource.Scale("spec.replicas", "status.replicas", "spec.selector"))
        .columns(
            Columns.named()
                .text("Ready", "How many of its pods are ready.", StatefulSetResource::ready)
                .age()
                .wide("Containers", "The containers of its pods.", o -> containers(o, "name"))
                .wide("Images", "Their images.", o -> containers(o, "image"))
                .build())
        .strategy(new StatefulSetStrategy())
        .build();
  }

  private static Object ready(ApiObject set) {
    JsonNode tree = set.tree();
    return tree.at("/status/readyReplicas").asInt() + "/" + tree.at("/spec/replicas").asInt();
  }

  private static Object containers(ApiObject set, String field) {
    return Columns.joined(set.tree().at(CONTAINERS), field);
  }
}
