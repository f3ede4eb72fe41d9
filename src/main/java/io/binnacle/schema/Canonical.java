package io.binnacle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.binnacle.apimachinery.resource.Quantity;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rewrites values to the one form in which the API answers them. Values were checked before. */
final class Canonical {
  private Canonical() {}

  static void apply(Schema schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      Schema values = schema.additionalProperties().orElse(null);
      Map<String, Schema> properties = schema.properties();
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        Schema of = values != null ? values : properties.get(field.getKey());
        if (of != null) {
          JsonNode canonical =
              values != null && isQuantity(values)
                  ? amount(field.getValue())
                  : canonical(of, field.getValue());
          if (canonical != null) {
            field.setValue(canonical);
          }
        }
      }
    } else if (value instanceof ArrayNode array) {
      schema.items().ifPresent(items -> applyToItems(items, array));
    }
  }

  private static boolean isQuantity(Schema schema) {
    return schema.format().equals("quantity") && !schema.verbatim();
  }

  /** Amounts of resources by name are rounded up to thousandths, as Kubernetes always has. */
  private static @Nullable JsonNode amount(JsonNode value) {
    return value.isValueNode() && !value.isNull()
        ? TextNode.valueOf(Quantity.parse(value.asText()).roundUpToMilli().toString())
        : null;
  }

  private static void applyToItems(Schema items, ArrayNode array) {
    for (int i = 0; i < array.size(); i++) {
      JsonNode canonical = canonical(items, array.get(i));
      if (canonical != null) {
        array.set(i, canonical);
      }
    }
  }

  /** The value's other form; null where it is to stay, after its own fields were rewritten. */
  private static @Nullable JsonNode canonical(Schema schema, JsonNode value) {
    if (value.isContainerNode()) {
      apply(schema, value);
      return null;
    }
    // Only the API's own types have one form; a custom resource's text is its author's.
    if (value.isNull() || schema.verbatim()) {
      return null;
    }
    return switch (schema.format()) {
      case "quantity" -> TextNode.valueOf(Quantity.parse(value.asText()).toString());
      case "date-time" ->
          TextNode.valueOf(Timestamps.canonical(value.asText(), Timestamps.isMicro(schema)));
      default -> null;
    };
  }
}
