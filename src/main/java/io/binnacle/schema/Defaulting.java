package io.binnacle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Fills in the defaults that schemas state, wherever their object is present. */
final class Defaulting {
  private Defaulting() {}

  static void apply(Schema schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      Schema values = schema.additionalProperties().orElse(null);
      for (Map.Entry<String, Schema> field : schema.properties().entrySet()) {
        Schema of = field.getValue();
        if (!object.has(field.getKey())) {
          of.defaultValue().ifPresent(given -> object.set(field.getKey(), given.deepCopy()));
        }
        JsonNode present = object.get(field.getKey());
        if (present != null && present.isContainerNode()) {
          apply(of, present);
        }
      }
      if (values != null) {
        object.forEach(entry -> apply(values, entry));
      }
    } else if (value.isArray()) {
      schema.items().ifPresent(items -> value.forEach(item -> apply(items, item)));
    }
  }
}
