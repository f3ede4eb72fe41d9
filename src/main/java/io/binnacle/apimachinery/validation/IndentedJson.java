package io.binnacle.apimachinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The lines of a JSON document as Go indents them by one blank. Used once, by one thread. */
final class IndentedJson {
  private final List<String> lines = new ArrayList<>();

  private IndentedJson() {}

  static List<String> lines(JsonNode tree) {
    IndentedJson json = new IndentedJson();
    json.write("", "", tree, "");
    return json.lines;
  }

  private void write(String indent, String name, JsonNode value, String end) {
    if (value.isContainerNode() && !value.isEmpty()) {
      lines.add(indent + name + (value.isArray() ? "[" : "{"));
      if (value.isArray()) {
        writeItems(indent + " ", value);
      } else {
        writeFields(indent + " ", value);
      }
      lines.add(indent + (value.isArray() ? "]" : "}") + end);
    } else {
      lines.add(indent + name + text(value) + end);
    }
  }

  private void writeItems(String indent, JsonNode list) {
    Iterator<JsonNode> items = list.iterator();
    while (items.hasNext()) {
      write(indent, "", items.next(), items.hasNext() ? "," : "");
    }
  }

  private void writeFields(String indent, JsonNode object) {
    Iterator<Map.Entry<String, JsonNode>> fields = ordered(object).entrySet().iterator();
    while (fields.hasNext()) {
      Map.Entry<String, JsonNode> field = fields.next();
      String name = text(Json.mapper().getNodeFactory().textNode(field.getKey())) + ": ";
      write(indent, name, field.getValue(), fields.hasNext() ? "," : "");
    }
  }

  /** Maps, such as those of labels and amounts, are written in the order of their keys. */
  private static Map<String, JsonNode> ordered(JsonNode object) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    boolean map =
        fields.entrySet().stream()
            .allMatch(field ->
                field.getValue().isTextual() && !Character.isUpperCase(field.getKey().charAt(0)));
    return map ? new TreeMap<>(fields) : fields;
  }

  /** Go writes JSON so that it can stand in HTML. */
  private static String text(JsonNode value) {
    return Json.writeText(value)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026");
  }
}
