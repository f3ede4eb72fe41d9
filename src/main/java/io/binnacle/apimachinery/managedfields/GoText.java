package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.GoValues;
import io.binnacle.apimachinery.runtime.Json;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values written as Go writes them, where clients compare or parse the text: keys of list items in
 * fieldsV1, the last applied configuration, values inside messages.
 */
final class GoText {
  private GoText() {}

  /** Compact JSON with sorted fields and the escapes that Go adds for HTML. */
  static String json(JsonNode value) {
    return escaped(Json.writeText(sorted(value)));
  }

  private static JsonNode sorted(JsonNode value) {
    if (value instanceof ObjectNode object) {
      ObjectNode copy = object.objectNode();
      byName(object).forEach((name, child) -> copy.set(name, sorted(child)));
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = array.arrayNode(array.size());
      array.forEach(child -> copy.add(sorted(child)));
      return copy;
    }
    return value;
  }

  private static Map<String, JsonNode> byName(ObjectNode object) {
    Map<String, JsonNode> fields = new TreeMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return fields;
  }

  /** These characters occur in strings alone, so the escape is right wherever they are. */
  private static String escaped(String json) {
    if (json.chars().noneMatch(GoText::isEscaped)) {
      return json;
    }
    StringBuilder text = new StringBuilder(json.length() + 16);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (isEscaped(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static boolean isEscaped(int c) {
    return c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029';
  }

  /** The {@code %T} of a decoded value. */
  static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> "map[string]interface {}";
      case ARRAY -> "[]interface {}";
      case STRING, BINARY -> "string";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
      case NULL, MISSING -> "<nil>";
    };
  }

  /** The {@code %#v} of a decoded value. */
  static String syntax(JsonNode value) {
    if (value instanceof ObjectNode object) {
      StringBuilder text = new StringBuilder(type(value)).append('{');
      int start = text.length();
      byName(object)
          .forEach((name, child) ->
              text.append(text.length() > start ? ", " : "")
                  .append(Json.writeText(object.textNode(name)))
                  .append(':')
                  .append(syntax(child)));
      return text.append('}').toString();
    }
    if (value.isArray()) {
      StringBuilder text = new StringBuilder(type(value)).append('{');
      int start = text.length();
      value.forEach(child -> text.append(text.length() > start ? ", " : "").append(syntax(child)));
      return text.append('}').toString();
    }
    return value.isTextual() ? Json.writeText(value) : GoValues.text(value);
  }

  /** Numbers of equal value as one form, so that 80 and 80.0 name the same item. */
  static JsonNode normal(JsonNode value) {
    if (!(value instanceof NumericNode number) || number.isInt()) {
      return value;
    }
    BigDecimal decimal = number.decimalValue();
    try {
      return Json.integer(decimal.longValueExact());
    } catch (ArithmeticException e) {
      // No whole number, or one beyond 64 bits.
      return JsonNodeFactory.instance.numberNode(decimal.stripTrailingZeros());
    }
  }
}
