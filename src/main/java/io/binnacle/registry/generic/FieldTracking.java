package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.managedfields.FieldOwnership;
import io.binnacle.apimachinery.managedfields.FieldSet;
import io.binnacle.apimachinery.managedfields.FieldType;
import io.binnacle.apimachinery.managedfields.FieldWriter;
import io.binnacle.apimachinery.managedfields.ObjectVersions;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.WriteOptions;
import io.binnacle.schema.Schema;
import io.binnacle.schema.SchemaFieldType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The owners of fields of all kinds: finds the rules of a request's kind. Safe for any thread. */
final class FieldTracking {
  static final String FIELD = "managedFields";

  private final ObjectDecoder decoder;
  private final ResourceCatalog catalog;
  private final Clock clock;
  private final Map<GroupVersionKind, View> views = new ConcurrentHashMap<>();

  FieldTracking(ObjectDecoder decoder, ResourceCatalog catalog, Clock clock) {
    this.decoder = decoder;
    this.catalog = catalog;
    this.clock = clock;
  }

  /** A schema and the view of it. */
  private record View(Schema schema, SchemaFieldType type) {}

  private final class Types implements KindVersions.Types {
    @Override
    public Optional<Schema> schema(GroupVersionKind kind) {
      return decoder.schema(kind);
    }

    @Override
    public Optional<ResourceDefinition> definition(GroupVersionKind kind) {
      return catalog.find(kind);
    }

    @Override
    public SchemaFieldType view(GroupVersionKind kind, Schema schema) {
      View view = views.get(kind);
      if (view == null || view.schema() != schema) {
        view = new View(schema, new SchemaFieldType(schema));
        views.put(kind, view);
      }
      return view.type();
    }
  }

  /** The rules for a request on an object or a part of it. */
  FieldOwnership of(RequestScope scope) {
    return new FieldOwnership(new KindVersions(scope, new Types()));
  }

  /** The rules for a request on an object's Scale document. */
  FieldOwnership ofScale() {
    return new FieldOwnership(new ScaleVersions());
  }

  private final class ScaleVersions implements ObjectVersions {
    @Override
    public @Nullable FieldType type(String apiVersion) {
      GroupVersionKind kind = ScaleDocument.KIND;
      return apiVersion.equals(kind.apiVersion())
          ? decoder.schema(kind).map(schema -> new Types().view(kind, schema)).orElse(null)
          : null;
    }

    @Override
    public ObjectNode convert(ObjectNode object, String apiVersion) {
      return object;
    }

    @Override
    public boolean schemaMayChange() {
      return false;
    }

    @Override
    public FieldSet resetFields(String apiVersion) {
      return FieldSet.EMPTY;
    }
  }

  /** Who writes, through documents of a kind. */
  FieldWriter writer(RequestScope scope, GroupVersionKind kind, WriteOptions options) {
    return new FieldWriter(
        options.fieldManager(), kind.apiVersion(), scope.subresource(), clock.instant());
  }

  /**
   * An empty list asks, as one with an empty entry does, that nothing be tracked; unlike that one
   * it would be dropped with all other empty lists.
   */
  static void keepReset(ObjectNode object) {
    if (object.path("metadata").path(FIELD) instanceof ArrayNode list && list.isEmpty()) {
      list.addObject();
    }
  }

  /**
   * Puts the owners back that an admission plugin broke.
   *
   * @return a warning; empty when nothing was broken
   */
  static List<String> restoreAfterAdmission(ObjectNode object, @Nullable JsonNode before) {
    ObjectNode metadata = ObjectMetadata.of(object);
    JsonNode after = metadata.get(FIELD);
    if (after == before || after == null) {
      return List.of();
    }
    String why = FieldOwnership.unusable(after);
    if (why == null) {
      return List.of();
    }
    if (before == null) {
      metadata.remove(FIELD);
    } else {
      metadata.set(FIELD, before);
    }
    return List.of(
        ".metadata.managedFields was in an invalid state after admission; this could be caused by"
            + " an outdated mutating admission controller; please fix your requests: "
            + why);
  }

  /** Keeps an object that says nothing new as it was, the times of its owners included. */
  static void keepTimes(ObjectNode object, ApiObject old) {
    JsonNode before = old.metadata().path(FIELD);
    JsonNode after = object.path("metadata").path(FIELD);
    if (!after.isMissingNode() && FieldOwnership.sameButTimes(before, after)) {
      ObjectMetadata.of(object).set(FIELD, before);
      if (!ObjectMetadata.sameContent(object, old)) {
        ObjectMetadata.of(object).set(FIELD, after);
      }
    }
  }
}
