package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.managedfields.FieldSet;
import io.binnacle.apimachinery.managedfields.FieldType;
import io.binnacle.apimachinery.managedfields.ObjectVersions;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaFieldType;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a kind for the owners of its objects' fields, as seen from one path: the object
 * itself or one of its subresources.
 *
 * @param types the view of a kind's schema; DEDUCED for a kind without one
 */
record KindVersions(ResourceDefinition definition, String subresource, Types types)
    implements ObjectVersions {
  private static final String STATUS = "status";
  private static final FieldSet STATUS_FIELD = FieldSet.of(FieldSet.path(STATUS));

  /** What a write of the status keeps of the metadata. */
  private static final FieldSet KEPT_METADATA =
      FieldSet.of(
          FieldSet.path("metadata", "deletionTimestamp"),
          FieldSet.path("metadata", "ownerReferences"));

  private static final Set<String> NOT_RESET_BY_STATUS =
      Set.of("apiVersion", "kind", "metadata", STATUS);

  /** Finds views of schemas. */
  interface Types {
    Optional<Schema> schema(GroupVersionKind kind);

    /** One view for all objects of a kind, made anew when the schema is another one. */
    SchemaFieldType view(GroupVersionKind kind, Schema schema);
  }

  @Override
  public @Nullable FieldType type(String apiVersion) {
    GroupVersion version = GroupVersion.parse(apiVersion);
    if (!version.group().equals(definition.group())
        || !definition.versions().contains(version.version())) {
      return null;
    }
    GroupVersionKind kind = version.kind(definition.kind());
    return types
        .schema(kind)
        .<FieldType>map(schema -> types.view(kind, schema))
        .orElse(FieldType.DEDUCED);
  }

  /** The versions of a kind that are served together have the same trees. */
  @Override
  public ObjectNode convert(ObjectNode object, String apiVersion) {
    return object;
  }

  /** The schemas of Kubernetes' own types have names, and are the same as long as we run. */
  @Override
  public boolean schemaMayChange() {
    return types
        .schema(
            new GroupVersionKind(
                definition.group(), definition.storageVersion(), definition.kind()))
        .filter(schema -> !schema.name().isEmpty())
        .isEmpty();
  }

  @Override
  public FieldSet resetFields(String apiVersion) {
    FieldSet special = definition.strategy().resetFields(subresource);
    if (subresource.isEmpty()) {
      return definition.hasStatus() ? STATUS_FIELD.union(special) : special;
    }
    if (!subresource.equals(STATUS)) {
      return special;
    }
    GroupVersionKind kind = GroupVersion.parse(apiVersion).kind(definition.kind());
    FieldSet fields = KEPT_METADATA.union(special);
    for (String name : types.schema(kind).map(s -> s.properties().keySet()).orElse(Set.of())) {
      if (!NOT_RESET_BY_STATUS.contains(name)) {
        fields = fields.union(FieldSet.of(FieldSet.path(name)));
      }
    }
    return fields.union(FieldSet.of(FieldSet.path("spec")));
  }
}
