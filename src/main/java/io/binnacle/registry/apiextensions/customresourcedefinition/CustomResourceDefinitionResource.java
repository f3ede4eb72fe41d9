package io.binnacle.registry.apiextensions.customresourcedefinition;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.table.Columns;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** The CustomResourceDefinition kind. */
@Dependent
public class CustomResourceDefinitionResource implements BuiltInResource {
  public static final String GROUP = "apiextensions.k8s.io";

  /** The resource that other kinds come from. */
  public static final GroupResource DEFINITIONS =
      new GroupResource(GROUP, "customresourcedefinitions");

  private final BuiltInSchemaCatalog schemas;

  @Inject
  public CustomResourceDefinitionResource(BuiltInSchemaCatalog schemas) {
    this.schemas = schemas;
  }

  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder(
            GROUP, "v1", "CustomResourceDefinition", DEFINITIONS.resource())
        .clusterScoped()
        .shortNames("crd", "crds")
        .categories("api-extensions")
        .status()
        .columns(Columns.named().createdAt().build())
        .strategy(new CustomResourceDefinitionStrategy(schemas.objectMetadata()))
        .build();
  }
}
