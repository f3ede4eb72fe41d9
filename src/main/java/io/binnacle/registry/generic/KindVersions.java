package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.managedfields.FieldSet;
import io.binnacle.apimachinery.managedfields.FieldType;
import io.binnacle.apimachinery.managedfields.ObjectVersions;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaFieldType;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a kind for the owners of its objects' fields, as seen from one path: the object
 * itself or one of its subresources. Those of another group that shows the same objects are among
 * them.
 *
 * @param scope what the path speaks of
 */
record KindVersions(RequestScope scope, Types types) implements ObjectVersions {
  private static final String STATUS = "status";
  private static final FieldSet STATUS_FIELD = FieldSet.of(FieldSet.path(STATUS));

  /** What a write of the status keeps of the metadata. */
  private static final FieldSet KEPT_METADATA =
      FieldSet.of(
          FieldSet.path("metadata", "deletionTimestamp"),
          FieldSet.path("metadata", "ownerReferences"));

  private static final Set<String> NOT_RESET_BY_STATUS =
      Set.of("apiVersion", "kind", "metadata", STATUS);

  /** Finds what is known of kinds. */
  interface Types {
    Optional<ResourceDefinition> definition(GroupVersionKind kind);

    /** The schema of a served kind; none where its fields are deduced from its objects. */
    Optional<Schema> schema(GroupVersionKind kind);

    /** One view for all objects of a kind, made anew when the schema is another one. */
    SchemaFieldType view(GroupVersionKind kind, Schema schema);
  }

  @Override
  public @Nullable FieldType type(String apiVersion) {
    if (serving(apiVersion).isEmpty()) {
      return null;
    }
    GroupVersionKind kind = kind(apiVersion);
    return types
        .schema(kind)
        .<FieldType>map(schema -> types.view(kind, schema))
        .orElse(FieldType.DEDUCED);
  }

  private ResourceDefinition definition() {
    return scope.definition();
  }

  private GroupVersionKind kind(String apiVersion) {
    return GroupVersion.parse(apiVersion).kind(definition().kind());
  }

  /** The definition that serves the objects in a version. */
  private Optional<ResourceDefinition> serving(String apiVersion) {
    GroupVersionKind kind = kind(apiVersion);
    ResourceDefinition definition = definition();
    if (kind.group().equals(definition.group())) {
      return Optional.of(definition).filter(own -> own.versions().contains(kind.version()));
    }
    GroupResource stored = definition.stored().groupResource();
    return types.definition(kind).filter(other -> other.stored().groupResource().equals(stored));
  }

  /** Goes by way of the stored version. */
  @Override
  public ObjectNode convert(ObjectNode object, String apiVersion) {
    String given = object.path("apiVersion").asText();
    if (given.equals(apiVersion) || given.isEmpty()) {
      return object;
    }
    ObjectNode converted = object.deepCopy();
    form(given).ifPresent(form -> form.toStored(converted));
    form(apiVersion).ifPresent(form -> form.fromStored(converted));
    return converted;
  }

  private Optional<ServedForm> form(String apiVersion) {
    return serving(apiVersion)
        .map(serving ->
            ServedForm.of(
                new RequestScope(
                    serving,
                    GroupVersion.parse(apiVersion).version(),
                    scope.namespace(),
                    scope.subresource(),
                    scope.user())));
  }

  /** The schemas of Kubernetes' own types have names, and are the same as long as we run. */
  @Override
  public boolean schemaMayChange() {
    return types
        .schema(
            new GroupVersionKind(
                definition().group(), definition().storageVersion(), definition().kind()))
        .filter(schema -> !schema.name().isEmpty())
        .isEmpty();
  }

  @Override
  public FieldSet resetFields(String apiVersion) {
    String subresource = scope.subresource();
    FieldSet special = definition().strategy().resetFields(subresource);
    if (subresource.isEmpty()) {
      return definition().hasStatus() ? STATUS_FIELD.union(special) : special;
    }
    if (!subresource.equals(STATUS)) {
      return special;
    }
    GroupVersionKind kind = GroupVersion.parse(apiVersion).kind(definition().kind());
    FieldSet fields = KEPT_METADATA.union(special);
    for (String name : types.schema(kind).map(s -> s.properties().keySet()).orElse(Set.of())) {
      if (!NOT_RESET_BY_STATUS.contains(name)) {
        fields = fields.union(FieldSet.of(FieldSet.path(name)));
      }
    }
    return fields.union(FieldSet.of(FieldSet.path("spec")));
  }
}
