package io.binnacle.registry.apiextensions.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.TableColumn;
import io.binnacle.registry.table.Columns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of a custom resource: its name and what the definition asks for. */
final class PrinterColumns {
  private static final String AGE_DESCRIPTION =
      "When the object was created, as the time that has passed since.";

  private PrinterColumns() {}

  static List<TableColumn> of(JsonNode additional) {
    List<TableColumn> columns = new ArrayList<>(Columns.named().build());
    if (additional.isEmpty()) {
      columns.add(
          new TableColumn(
              "Age",
              "date",
              "",
              AGE_DESCRIPTION,
              0,
              (object, now) -> Columns.since(object.metadata().path("creationTimestamp"), now)));
    }
    for (JsonNode column : additional) {
      String type = column.path("type").asText();
      JsonPath path = JsonPath.parse(column.path("jsonPath").asText());
      columns.add(
          new TableColumn(
              column.path("name").asText(),
              type,
              column.path("format").asText(),
              description(column),
              column.path("priority").asInt(),
              (object, now) -> cell(type, path, object, now)));
    }
    return columns;
  }

  private static String description(JsonNode column) {
    String given = column.path("description").asText();
    return given.isEmpty()
        ? "Custom resource definition column (in JSONPath format): "
            + column.path("jsonPath").asText()
        : given;
  }

  /** A value that is not of the column's type is not shown. */
  private static @Nullable Object cell(String type, JsonPath path, ApiObject object, Instant now) {
    List<JsonNode> found = path.find(object.tree());
    if (found.isEmpty()) {
      return null;
    }
    JsonNode first = found.getFirst();
    return switch (type) {
      case "integer" -> first.isNumber() ? first.asLong() : null;
      case "number" -> first.isNumber() ? first.numberValue() : null;
      case "boolean" -> first.isBoolean() ? first.asBoolean() : null;
      case "date" -> first.isTextual() ? Columns.since(first, now) : null;
      default -> path.text(object.tree());
    };
  }
}
