package io.binnacle.schema.protobuf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.runtime.DuplicateFields;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.JsonSyntax;
import io.binnacle.apimachinery.runtime.JsonTypes;
import io.binnacle.apimachinery.runtime.YamlDocument;
import io.binnacle.schema.BodyDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Decodes JSON, YAML and protobuf bodies. */
public final class WireFormatBodyDecoder implements BodyDecoder {
  private static final int SUMMARY_LENGTH = 30;

  /** What Kubernetes reads of an object to learn its kind, as its messages show it. */
  private static final String TYPES =
      "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\";"
          + " Kind string \"json:\\\"kind,omitempty\\\"\" }";

  private final ProtobufDecoder protobuf;

  public WireFormatBodyDecoder(ProtobufDecoder protobuf) {
    this.protobuf = protobuf;
  }

  private enum Format {
    JSON,
    YAML,
    PROTOBUF
  }

  @Override
  public ObjectNode decode(String contentType, byte[] body, String expectedKind) {
    Format format = format(contentType);
    try {
      return switch (format) {
        case JSON -> object(Json.read(body));
        case YAML -> object(YamlDocument.read(body).tree());
        case PROTOBUF -> protobuf.decode(body);
      };
    } catch (IOException e) {
      throw ApiException.badRequest(
          "the object provided is unrecognized (must be of type "
              + expectedKind
              + "): "
              + explain(format, body, e)
              + " ("
              + summary(body)
              + ")");
    }
  }

  @Override
  public List<String> duplicateFields(String contentType, byte[] body) {
    try {
      return switch (format(contentType)) {
        case JSON -> DuplicateFields.find(body);
        case YAML -> yamlDuplicates(body);
        case PROTOBUF -> List.of();
      };
    } catch (IOException e) {
      throw ApiException.badRequest(explain(format(contentType), body, e));
    }
  }

  private static List<String> yamlDuplicates(byte[] body) throws IOException {
    List<String> duplicates = YamlDocument.read(body).duplicates();
    return duplicates.isEmpty()
        ? List.of()
        : List.of("yaml: unmarshal errors:\n  " + String.join("\n  ", duplicates));
  }

  private static Format format(String contentType) {
    String mediaType = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return switch (mediaType) {
      case "", "application/json" -> Format.JSON;
      case "application/yaml" -> Format.YAML;
      case "application/vnd.kubernetes.protobuf" -> Format.PROTOBUF;
      default ->
          throw ApiException.of(
              StatusReason.UNSUPPORTED_MEDIA_TYPE,
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json, application/yaml, application/vnd.kubernetes.protobuf");
    };
  }

  /** Null is an object without anything, as an empty YAML document is. */
  private static ObjectNode object(JsonNode tree) throws IOException {
    return switch (tree.getNodeType()) {
      case OBJECT -> (ObjectNode) tree;
      case NULL -> Json.object();
      case MISSING -> throw new IOException("unexpected end of JSON input");
      default ->
          throw new IOException(
              "json: cannot unmarshal " + JsonTypes.name(tree) + " into Go value of type " + TYPES);
    };
  }

  private static String explain(Format format, byte[] body, IOException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof JsonProcessingException && format == Format.JSON) {
      message = JsonSyntax.explain(body);
    }
    return switch (format) {
      case JSON -> "couldn't get version/kind; json parse error: " + message;
      case YAML, PROTOBUF -> message;
    };
  }

  /** The beginning of the body, as text where it looks like JSON. */
  private static String summary(byte[] body) {
    if (body.length == 0) {
      return "<empty>";
    }
    byte[] start = Arrays.copyOf(body, Math.min(body.length, SUMMARY_LENGTH));
    String text =
        body[0] == '{'
            ? new String(start, StandardCharsets.UTF_8)
            : HexFormat.of().formatHex(start);
    return body.length > SUMMARY_LENGTH ? text + " ..." : text;
  }
}
