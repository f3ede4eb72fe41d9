package io.binnacle.registry.apiextensions.customresource;

import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.registry.CustomResourceVersion;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaCatalog;
import java.util.List;
import java.util.Optional;

/** The schemas of all kinds that are served: built-in ones, and those of custom resources. */
public final class ServedSchemas implements SchemaCatalog {
  private final SchemaCatalog builtIn;
  private final ResourceCatalog definitions;

  public ServedSchemas(SchemaCatalog builtIn, ResourceCatalog definitions) {
    this.builtIn = builtIn;
    this.definitions = definitions;
  }

  @Override
  public Optional<Schema> forKind(GroupVersionKind kind) {
    Optional<Schema> custom =
        definitions
            .find(kind)
            .flatMap(ResourceDefinition::custom)
            .map(CustomResourceVersion::schema);
    return custom.isPresent() ? custom : builtIn.forKind(kind);
  }

  @Override
  public Optional<Schema> named(String name) {
    return builtIn.named(name);
  }

  @Override
  public List<GroupVersionKind> kindsOf(String name) {
    return builtIn.kindsOf(name);
  }
}
