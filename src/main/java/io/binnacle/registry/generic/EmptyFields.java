package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.schema.Schema;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Removes optional maps and lists without entries, which Kubernetes' types do not tell from missing
 * ones. Objects without fields stay: they say something, as in {@code emptyDir: {}}.
 */
final class EmptyFields {
  private EmptyFields() {}

  static void drop(Schema schema, ObjectNode object) {
    Map<String, Schema> known = schema.properties();
    for (Iterator<Map.Entry<String, JsonNode>> fields = object.fields(); fields.hasNext(); ) {
      Map.Entry<String, JsonNode> field = fields.next();
      Schema fieldSchema = known.get(field.getKey());
      if (fieldSchema == null) {
        fieldSchema = schema.additionalProperties().orElse(null);
      }
      if (fieldSchema == null) {
        continue;
      }
      JsonNode value = field.getValue();
      if (value.isContainerNode() && value.isEmpty()) {
        if (meansNothing(fieldSchema, value) && !schema.required().contains(field.getKey())) {
          fields.remove();
        }
      } else {
        dropBelow(fieldSchema, value);
      }
    }
  }

  private static void dropBelow(Schema schema, @Nullable JsonNode value) {
    if (value instanceof ObjectNode object) {
      drop(schema, object);
    } else if (value != null && value.isArray()) {
      schema.items().ifPresent(items -> value.forEach(item -> dropBelow(items, item)));
    }
  }

  private static boolean meansNothing(Schema schema, JsonNode value) {
    return !schema.verbatim()
        && (value.isArray()
            || (schema.additionalProperties().isPresent() && !schema.preserveUnknownFields()));
  }
}
