package io.binnacle.schema;

import io.binnacle.apimachinery.patch.PatchSchema;
import java.util.Optional;
import java.util.Set;

/** A schema as strategic merge patch sees it. */
public record SchemaPatches(Schema schema) implements PatchSchema {
  @Override
  public Optional<PatchSchema> field(String name) {
    Schema field = schema.properties().get(name);
    return field == null
        ? schema.additionalProperties().map(SchemaPatches::new)
        : Optional.of(new SchemaPatches(field));
  }

  @Override
  public Optional<PatchSchema> items() {
    return schema.items().map(SchemaPatches::new);
  }

  @Override
  public Set<String> strategies() {
    return schema.patchStrategies();
  }

  @Override
  public String mergeKey() {
    return schema.patchMergeKey();
  }
}
