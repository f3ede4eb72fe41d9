package io.binnacle.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.resource.Quantity;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * One pass over an object that finds the first value that decoding into Kubernetes' types would
 * refuse. Paths name fields only, not list indices or map keys, as the decoder's do.
 */
final class TypeCheck {
  private final ObjectNode object;
  private final SchemaEngine.Reader reader;
  private final Deque<String> path = new ArrayDeque<>();
  private String owner = "";

  TypeCheck(ObjectNode object, SchemaEngine.Reader reader) {
    this.object = object;
    this.reader = reader;
  }

  void check(Schema schema) {
    if (schema.verbatim()) {
      checkMetadata(schema);
      return;
    }
    owner = simpleName(schema);
    visit(schema, object);
  }

  /** Of a custom resource decoding looks at the metadata alone, as a document of its own. */
  private void checkMetadata(Schema schema) {
    Schema metadata = schema.properties().get("metadata");
    if (metadata != null) {
      owner = simpleName(metadata);
      visit(metadata, object.path("metadata"));
    }
  }

  private void visit(Schema schema, JsonNode value) {
    if (value.isNull() || value.isMissingNode()) {
      return;
    }
    switch (schema.format()) {
      case "int-or-string" -> checkIntOrString(value);
      case "quantity" -> checkQuantity(value);
      case "date-time" -> checkTime(schema, value);
      case "byte" -> checkBytes(schema, value);
      default -> visitPlain(schema, value);
    }
  }

  private void visitPlain(Schema schema, JsonNode value) {
    boolean fits =
        switch (schema.type()) {
          case OBJECT -> value.isObject();
          case ARRAY -> value.isArray();
          case STRING -> value.isTextual();
          case BOOLEAN -> value.isBoolean();
          case NUMBER -> value.isNumber();
          case INTEGER -> fitsInteger(schema, value);
          case ANY -> true;
        };
    if (!fits) {
      throw mismatch(schema, value);
    }
    if (value.isObject()) {
      visitObject(schema, value);
    } else if (value.isArray() && schema.items().isPresent()) {
      Schema items = schema.items().get();
      value.forEach(item -> visit(items, item));
    }
  }

  private void visitObject(Schema schema, JsonNode value) {
    if (schema.additionalProperties().isPresent()) {
      Schema values = schema.additionalProperties().get();
      value.forEach(entry -> visit(values, entry));
      return;
    }
    String outer = owner;
    owner = schema.name().isEmpty() ? outer : simpleName(schema);
    Map<String, Schema> known = schema.properties();
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      Schema of = known.get(field.getKey());
      if (of != null) {
        path.addLast(field.getKey());
        visit(of, field.getValue());
        path.removeLast();
      }
    }
    owner = outer;
  }

  private static boolean fitsInteger(Schema schema, JsonNode value) {
    return value.isIntegralNumber()
        && (schema.format().equals("int32") ? value.canConvertToInt() : value.canConvertToLong());
  }

  private void checkIntOrString(JsonNode value) {
    if (!value.isTextual() && !(value.isIntegralNumber() && value.canConvertToInt())) {
      throw refused(
          "json: cannot unmarshal " + describe(value, true) + " into Go value of type int32");
    }
  }

  private void checkQuantity(JsonNode value) {
    try {
      Quantity.parse(value.isContainerNode() ? value.toString() : value.asText());
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      throw refused(message == null ? "unable to parse quantity" : message);
    }
  }

  private void checkTime(Schema schema, JsonNode value) {
    if (!value.isTextual()) {
      throw refused(
          "json: cannot unmarshal " + describe(value, false) + " into Go value of type string");
    }
    Optional<String> error = Timestamps.error(value.asText(), Timestamps.isMicro(schema));
    if (error.isPresent()) {
      throw refused(error.get());
    }
  }

  private void checkBytes(Schema schema, JsonNode value) {
    if (!value.isTextual()) {
      throw mismatch(schema, value);
    }
    int bad = Base64Text.firstBadByte(value.asText());
    if (bad >= 0) {
      throw refused("illegal base64 data at input byte " + bad);
    }
  }

  private ApiException mismatch(Schema schema, JsonNode value) {
    if (reader == SchemaEngine.Reader.CONVERTER) {
      return refused(notConvertible(schema, value));
    }
    String field = String.join(".", path);
    String where =
        path.isEmpty()
            ? "Go value of type "
            : "Go struct field " + owner + "." + field + " of type ";
    return refused(
        "json: cannot unmarshal "
            + describe(value, schema.type() == Schema.Type.INTEGER)
            + " into "
            + where
            + goType(schema));
  }

  /** The converter names the kind of the value, or of the field, and never its place. */
  private static String notConvertible(Schema schema, JsonNode value) {
    return switch (schema.type()) {
      case ARRAY -> "cannot restore slice from " + goKind(value);
      case OBJECT ->
          schema.additionalProperties().isPresent()
              ? "cannot restore map from " + goKind(value)
              : "cannot restore struct from: " + goKind(value);
      case STRING, INTEGER, NUMBER, BOOLEAN, ANY -> "unrecognized type: " + goType(schema);
    };
  }

  private static String goKind(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "slice";
      case OBJECT, POJO -> "map";
      case BOOLEAN -> "bool";
      case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
      case STRING, BINARY -> "string";
      case NULL, MISSING -> "ptr";
    };
  }

  private ApiException refused(String why) {
    String apiVersion = object.path("apiVersion").asText();
    String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
    String kind = object.path("kind").asText();
    return ApiException.badRequest(
        kind + " in version \"" + version + "\" cannot be handled as a " + kind + ": " + why);
  }

  /** Numbers are quoted where the number, and not its being one, is what is wrong. */
  private static String describe(JsonNode value, boolean numberWithText) {
    return switch (value.getNodeType()) {
      case ARRAY -> "array";
      case OBJECT, POJO -> "object";
      case BOOLEAN -> "bool";
      case NUMBER -> numberWithText ? "number " + value.asText() : "number";
      case STRING, BINARY -> "string";
      case NULL, MISSING -> "null";
    };
  }

  private static String goType(Schema schema) {
    return switch (schema.type()) {
      case STRING -> schema.format().equals("byte") ? "[]uint8" : "string";
      case INTEGER -> schema.format().equals("int32") ? "int32" : "int64";
      case NUMBER -> "float64";
      case BOOLEAN -> "bool";
      case ARRAY -> "[]" + schema.items().map(TypeCheck::goType).orElse("interface {}");
      case OBJECT ->
          schema.additionalProperties().isPresent()
              ? "map[string]" + goType(schema.additionalProperties().get())
              : structName(schema);
      case ANY -> "interface {}";
    };
  }

  /** {@code v1.PodSpec} for {@code io.k8s.api.core.v1.PodSpec}. */
  private static String structName(Schema schema) {
    if (schema.name().isEmpty()) {
      return "map[string]interface {}";
    }
    int simple = schema.name().lastIndexOf('.');
    return schema.name().substring(schema.name().lastIndexOf('.', simple - 1) + 1);
  }

  private static String simpleName(Schema schema) {
    return schema.name().substring(schema.name().lastIndexOf('.') + 1);
  }
}
