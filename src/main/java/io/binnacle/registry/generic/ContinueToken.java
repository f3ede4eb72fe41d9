package io.binnacle.registry.generic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.JsonSyntax;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Where a list that was cut goes on. Clients see an opaque text; what they are told of a broken one
 * are the words of Kubernetes (staging/src/k8s.io/apiserver/pkg/storage/continue.go).
 *
 * @param revision the state that all pages come from; {@link #LATEST} for whatever is newest
 * @param after the last object of the page before
 * @param seen how many objects came before
 */
record ContinueToken(long revision, ObjectKey after, long seen) {
  /** The rest of a list whose state is gone; any number below zero means it. */
  static final long LATEST = -1;

  private static final String VERSION = "meta.k8s.io/v1";

  /** The fields that all servers write, and their types. */
  private static final Map<String, String> FIELDS =
      Map.of("v", "string", "rv", "int64", "start", "string");

  boolean isInconsistent() {
    return revision < 0;
  }

  String text() {
    ObjectNode tree = Json.object();
    tree.put("v", VERSION);
    tree.put("rv", revision);
    tree.put(
        "start",
        after.namespace().isEmpty() ? after.name() : after.namespace() + "/" + after.name());
    tree.put("seen", seen);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.write(tree));
  }

  /**
   * @throws ApiException BadRequest when the text is no token
   */
  static ContinueToken parse(String text) {
    JsonNode tree = read(decode(text));
    String version = tree.path("v").asText();
    if (!version.equals(VERSION)) {
      throw invalid("server does not recognize this encoded version " + version);
    }
    long revision = tree.path("rv").asLong();
    if (revision == 0) {
      throw invalid("incorrect encoded start resourceVersion (version " + VERSION + ")");
    }
    String start = tree.path("start").asText();
    if (start.isEmpty()) {
      throw invalid("encoded start key empty (version " + VERSION + ")");
    }
    return new ContinueToken(revision, key(start), tree.path("seen").asLong());
  }

  private static byte[] decode(String text) {
    int wrong = firstNotBase64(text);
    if (wrong >= 0) {
      throw invalid("illegal base64 data at input byte " + wrong);
    }
    return Base64.getUrlDecoder().decode(text.replace("\r", "").replace("\n", ""));
  }

  /**
   * Where the text is not of the unpadded alphabet for URLs; -1 where it is. Line ends are let by.
   */
  private static int firstNotBase64(String text) {
    int digits = 0;
    for (int at = 0; at < text.length(); at++) {
      char character = text.charAt(at);
      boolean digit =
          (character >= 'A' && character <= 'Z')
              || (character >= 'a' && character <= 'z')
              || (character >= '0' && character <= '9')
              || character == '-'
              || character == '_';
      if (digit) {
        digits++;
      } else if (character != '\r' && character != '\n') {
        return at;
      }
    }
    return digits % 4 == 1 ? text.length() - 1 : -1;
  }

  private static JsonNode read(byte[] json) {
    JsonNode tree;
    try {
      tree = Json.read(json);
    } catch (IOException notJson) {
      throw invalid(JsonSyntax.explain(json));
    }
    if (!tree.isObject() && !tree.isNull()) {
      throw invalid(
          "json: cannot unmarshal " + kind(tree) + " into Go value of type storage.continueToken");
    }
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      String type = FIELDS.get(field.getKey());
      JsonNode value = field.getValue();
      if (type != null && !value.isNull() && !isOf(type, value)) {
        throw invalid(
            "json: cannot unmarshal %s into Go struct field continueToken.%s of type %s"
                .formatted(describe(type, value), field.getKey(), type));
      }
    }
    return tree;
  }

  private static boolean isOf(String type, JsonNode value) {
    return type.equals("int64")
        ? value.isIntegralNumber() && value.canConvertToLong()
        : value.isTextual();
  }

  /** A number of the wrong kind is shown, other values are not. */
  private static String describe(String type, JsonNode value) {
    return type.equals("int64") && value.isNumber() ? "number " + value : kind(value);
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case BOOLEAN -> "bool";
      case STRING -> "string";
      case NUMBER -> "number";
      case ARRAY -> "array";
      default -> "object";
    };
  }

  private static ObjectKey key(String start) {
    List<String> segments =
        Arrays.asList((start.startsWith("/") ? start.substring(1) : start).split("/", -1));
    boolean clean =
        segments.size() <= 2
            && segments.stream()
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!clean) {
      throw invalid(start);
    }
    return segments.size() == 1
        ? ObjectKey.clusterScoped(segments.getFirst())
        : new ObjectKey(segments.getFirst(), segments.getLast());
  }

  private static ApiException invalid(String why) {
    return ApiException.badRequest("invalid continue token: continue key is not valid: " + why);
  }
}
