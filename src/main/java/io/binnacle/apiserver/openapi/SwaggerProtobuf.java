package io.binnacle.apiserver.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.binnacle.apimachinery.runtime.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * An OpenAPI v2 document in the protobuf encoding of the gnostic project ({@code
 * openapi.v2.Document} of its OpenAPIv2.proto); the numbers below are that file's.
 */
final class SwaggerProtobuf {
  private static final int NAME = 1;
  private static final int VALUE = 2;

  private SwaggerProtobuf() {}

  static byte[] encode(JsonNode document) {
    return message(
            out -> {
              string(out, 1, document.path("swagger"));
              message(out, 2, info(document.path("info")));
              message(
                  out,
                  8,
                  paths -> named(paths, 2, document.path("paths"), SwaggerProtobuf::pathItem));
              message(
                  out,
                  9,
                  list -> named(list, 1, document.path("definitions"), SwaggerProtobuf::schema));
            })
        .toByteArray();
  }

  /** Writes a message's fields. */
  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** What encodes one kind of value. */
  private interface Encoder {
    Fields of(JsonNode value);
  }

  private static ByteString message(Fields fields) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteString();
  }

  private static void message(CodedOutputStream out, int number, Fields fields) throws IOException {
    out.writeBytes(number, message(fields));
  }

  /** Pairs of a name and a value: how the encoding writes maps. */
  private static void named(CodedOutputStream out, int number, JsonNode map, Encoder encoder)
      throws IOException {
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      message(
          out,
          number,
          pair -> {
            pair.writeString(NAME, entry.getKey());
            message(pair, VALUE, encoder.of(entry.getValue()));
          });
    }
  }

  private static void string(CodedOutputStream out, int number, JsonNode value) throws IOException {
    if (value.isTextual()) {
      out.writeString(number, value.asText());
    }
  }

  private static void strings(CodedOutputStream out, int number, JsonNode values)
      throws IOException {
    for (JsonNode value : values) {
      out.writeString(number, value.asText());
    }
  }

  private static void flag(CodedOutputStream out, int number, JsonNode value) throws IOException {
    if (value.asBoolean()) {
      out.writeBool(number, true);
    }
  }

  private static Fields info(JsonNode info) {
    return out -> {
      string(out, 1, info.path("title"));
      string(out, 2, info.path("version"));
    };
  }

  private static Fields pathItem(JsonNode item) {
    return out -> {
      operation(out, 2, item.path("get"));
      operation(out, 3, item.path("put"));
      operation(out, 4, item.path("post"));
      operation(out, 5, item.path("delete"));
      operation(out, 8, item.path("patch"));
      parameters(out, 9, item.path("parameters"));
    };
  }

  private static void operation(CodedOutputStream out, int number, JsonNode operation)
      throws IOException {
    if (operation.isMissingNode()) {
      return;
    }
    message(
        out,
        number,
        fields -> {
          strings(fields, 1, operation.path("tags"));
          string(fields, 3, operation.path("description"));
          string(fields, 5, operation.path("operationId"));
          strings(fields, 6, operation.path("produces"));
          strings(fields, 7, operation.path("consumes"));
          parameters(fields, 8, operation.path("parameters"));
          message(
              fields,
              9,
              codes -> named(codes, 1, operation.path("responses"), SwaggerProtobuf::response));
          strings(fields, 10, operation.path("schemes"));
          extensions(fields, 13, operation);
        });
  }

  /** Each is a choice (inline, not referred to) of a choice (by place). */
  private static void parameters(CodedOutputStream out, int number, JsonNode parameters)
      throws IOException {
    for (JsonNode parameter : parameters) {
      Fields choice =
          switch (parameter.path("in").asText()) {
            case "body" -> fields -> message(fields, 1, bodyParameter(parameter));
            case "path" ->
                fields -> message(fields, 2, by -> message(by, 4, pathParameter(parameter)));
            default ->
                fields -> message(fields, 2, by -> message(by, 3, queryParameter(parameter)));
          };
      message(out, number, item -> message(item, 1, choice));
    }
  }

  private static Fields bodyParameter(JsonNode parameter) {
    return out -> {
      string(out, 1, parameter.path("description"));
      string(out, 2, parameter.path("name"));
      string(out, 3, parameter.path("in"));
      flag(out, 4, parameter.path("required"));
      message(out, 5, schema(parameter.path("schema")));
    };
  }

  private static Fields pathParameter(JsonNode parameter) {
    return out -> {
      place(out, parameter);
      string(out, 5, parameter.path("type"));
      flag(out, 19, parameter.path("uniqueItems"));
    };
  }

  private static Fields queryParameter(JsonNode parameter) {
    return out -> {
      place(out, parameter);
      string(out, 6, parameter.path("type"));
      flag(out, 20, parameter.path("uniqueItems"));
    };
  }

  private static void place(CodedOutputStream out, JsonNode parameter) throws IOException {
    flag(out, 1, parameter.path("required"));
    string(out, 2, parameter.path("in"));
    string(out, 3, parameter.path("description"));
    string(out, 4, parameter.path("name"));
  }

  private static Fields response(JsonNode response) {
    return choice ->
        message(
            choice,
            1,
            out -> {
              string(out, 1, response.path("description"));
              if (response.has("schema")) {
                message(out, 2, item -> message(item, 1, schema(response.path("schema"))));
              }
            });
  }

  private static Fields schema(JsonNode schema) {
    return out -> {
      string(out, 1, schema.path("$ref"));
      string(out, 2, schema.path("format"));
      string(out, 4, schema.path("description"));
      if (schema.has("default")) {
        message(out, 5, any(schema.path("default")));
      }
      strings(out, 19, schema.path("required"));
      if (schema.has("additionalProperties")) {
        message(out, 21, choice -> message(choice, 1, schema(schema.path("additionalProperties"))));
      }
      if (schema.has("type")) {
        message(out, 22, type -> string(type, 1, schema.path("type")));
      }
      if (schema.has("items")) {
        message(out, 23, items -> message(items, 1, schema(schema.path("items"))));
      }
      if (schema.has("properties")) {
        message(
            out, 25, list -> named(list, 1, schema.path("properties"), SwaggerProtobuf::schema));
      }
      extensions(out, 31, schema);
    };
  }

  private static void extensions(CodedOutputStream out, int number, JsonNode value)
      throws IOException {
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      if (field.getKey().startsWith("x-")) {
        message(
            out,
            number,
            pair -> {
              pair.writeString(NAME, field.getKey());
              message(pair, VALUE, any(field.getValue()));
            });
      }
    }
  }

  /** Any value is text in YAML, of which JSON is a part. */
  private static Fields any(JsonNode value) {
    return out -> out.writeString(VALUE, Json.writeText(value) + "\n");
  }
}
