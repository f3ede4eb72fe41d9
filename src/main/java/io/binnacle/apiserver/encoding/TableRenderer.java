package io.binnacle.apiserver.encoding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.TableColumn;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;

/** Makes meta.k8s.io Tables, as {@code kubectl get} prints them. */
public final class TableRenderer {
  /** How much of each object a row carries ({@code includeObject}). */
  public enum IncludeObject {
    NONE,
    METADATA,
    OBJECT;

    /**
     * Reads the query parameter.
     *
     * @throws ApiException BadRequest for another value
     */
    public static IncludeObject parse(String parameter) {
      return switch (parameter) {
        case "", "Metadata" -> METADATA;
        case "None" -> NONE;
        case "Object" -> OBJECT;
        default ->
            throw ApiException.badRequest(
                "Unable to convert to Table as requested: includeObject: Invalid value: \""
                    + parameter
                    + "\": must be 'Metadata', 'Object', 'None', or empty");
      };
    }
  }

  private final Clock clock;

  public TableRenderer(Clock clock) {
    this.clock = clock;
  }

  /**
   * A table of rows.
   *
   * @param version {@code v1} or {@code v1beta1}
   * @param listMetadata the table's metadata
   * @param withColumns whether the columns are told: in a watch the first table tells them
   */
  ObjectNode table(
      ResourceDefinition definition,
      String version,
      ObjectNode listMetadata,
      Iterator<ApiObject> objects,
      IncludeObject include,
      boolean withColumns) {
    ObjectNode table = Json.object();
    table.put("kind", "Table");
    table.put("apiVersion", "meta.k8s.io/" + version);
    table.set("metadata", listMetadata);
    if (withColumns) {
      table.set("columnDefinitions", columns(definition));
    } else {
      table.putNull("columnDefinitions");
    }
    ArrayNode rows = table.putArray("rows");
    Instant now = clock.instant();
    while (objects.hasNext()) {
      rows.add(row(definition, version, objects.next(), include, now));
    }
    return table;
  }

  private static ArrayNode columns(ResourceDefinition definition) {
    ArrayNode columns = Json.mapper().createArrayNode();
    for (TableColumn column : definition.columns()) {
      ObjectNode entry = columns.addObject();
      entry.put("name", column.name());
      entry.put("type", column.type());
      entry.put("format", column.format());
      entry.put("description", column.description());
      entry.put("priority", column.priority());
    }
    return columns;
  }

  private static ObjectNode row(
      ResourceDefinition definition,
      String version,
      ApiObject object,
      IncludeObject include,
      Instant now) {
    ObjectNode row = Json.object();
    ArrayNode cells = row.putArray("cells");
    for (TableColumn column : definition.columns()) {
      cells.addPOJO(column.cell().apply(object, now));
    }
    switch (include) {
      case NONE -> row.putNull("object");
      case METADATA -> row.set("object", partialMetadata(object, version));
      case OBJECT -> row.set("object", object.tree());
    }
    return row;
  }

  /** The object's metadata alone, as PartialObjectMetadata. */
  static ObjectNode partialMetadata(ApiObject object, String version) {
    ObjectNode partial = Json.object();
    partial.put("kind", "PartialObjectMetadata");
    partial.put("apiVersion", "meta.k8s.io/" + version);
    JsonNode metadata = object.metadata();
    partial.set("metadata", metadata);
    return partial;
  }
}
