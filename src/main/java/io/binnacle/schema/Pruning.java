package io.binnacle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.schema.Schema.Type;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * One pass over an object that removes what its schema does not know, and the nulls that stand for
 * nothing.
 */
final class Pruning {
  private List<String> messages = new ArrayList<>();
  private final List<String> ofMetadata = new ArrayList<>();
  private final List<String> ofEmbeddedMetadata = new ArrayList<>();
  private final StringBuilder path = new StringBuilder();

  List<String> prune(Schema schema, ObjectNode object) {
    visit(schema, object);
    if (!schema.verbatim()) {
      return messages;
    }
    // Kubernetes looks at the metadata of custom resources, then at the rest, then at what is
    // embedded, and names what it found in this order.
    List<String> all = new ArrayList<>(ofMetadata);
    messages.stream().sorted().forEach(all::add);
    all.addAll(ofEmbeddedMetadata);
    return all;
  }

  private void visit(Schema schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      Schema values = schema.additionalProperties().orElse(null);
      if (values != null) {
        visitMap(values, object);
      } else if (schema.type() == Type.OBJECT || !schema.properties().isEmpty()) {
        visitObject(schema, object);
      }
    } else if (value instanceof ArrayNode array) {
      Schema items = schema.items().orElse(null);
      if (items != null) {
        visitList(items, array);
      }
    }
  }

  private void visitObject(Schema schema, ObjectNode object) {
    Map<String, Schema> known = schema.properties();
    if (known.isEmpty() && schema.preserveUnknownFields()) {
      return;
    }
    Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      Schema of = known.get(field.getKey());
      if (of == null) {
        if (!schema.preserveUnknownFields()) {
          messages.add("unknown field \"" + child(field.getKey()) + "\"");
          fields.remove();
        }
      } else if (field.getValue().isNull()) {
        if (!of.nullable()) {
          fields.remove();
        }
      } else {
        visitField(schema, field.getKey(), of, field.getValue());
      }
    }
  }

  private void visitField(Schema owner, String name, Schema schema, JsonNode value) {
    int end = path.length();
    enter(name);
    boolean isMetadata = owner.verbatim() && !schema.verbatim();
    List<String> outer = messages;
    if (isMetadata) {
      messages = end == 0 ? ofMetadata : ofEmbeddedMetadata;
    }
    visit(schema, value);
    messages = outer;
    path.setLength(end);
  }

  private void visitMap(Schema values, ObjectNode map) {
    Iterator<Map.Entry<String, JsonNode>> entries = map.properties().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, JsonNode> entry = entries.next();
      if (entry.getValue().isNull()) {
        if (!values.verbatim()) {
          entry.setValue(zero(values, map));
        } else if (!values.nullable()) {
          entries.remove();
        }
      } else {
        int end = path.length();
        enter(entry.getKey());
        visit(values, entry.getValue());
        path.setLength(end);
      }
    }
  }

  private void visitList(Schema items, ArrayNode list) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).isNull()) {
        if (!items.verbatim()) {
          list.set(i, zero(items, list));
        }
      } else {
        int end = path.length();
        path.append('[').append(i).append(']');
        visit(items, list.get(i));
        path.setLength(end);
      }
    }
  }

  /** What decoding makes of a null that stands for a whole item or entry. */
  private static JsonNode zero(Schema schema, ContainerNode<?> nodes) {
    return switch (schema.type()) {
      case STRING -> schema.format().isEmpty() ? nodes.textNode("") : nodes.nullNode();
      case INTEGER, NUMBER -> nodes.numberNode(0);
      case BOOLEAN -> nodes.booleanNode(false);
      case OBJECT -> schema.properties().isEmpty() ? nodes.nullNode() : nodes.objectNode();
      case ARRAY, ANY -> nodes.nullNode();
    };
  }

  private void enter(String name) {
    if (!path.isEmpty()) {
      path.append('.');
    }
    path.append(name);
  }

  private String child(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
