package io.binnacle.apimachinery.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The one JSON mapper of the project. Trees keep the order of fields, unknown fields, nulls and
 * exact decimals, and parsing refuses duplicate keys nowhere (the schema engine reports them) and
 * trailing content everywhere.
 */
public final class Json {
  /**
   * Kubernetes refuses documents nested deeper than this many levels with 400 rather than running
   * out of stack.
   */
  private static final int MAX_NESTING_DEPTH = 512;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_NESTING_DEPTH)
                          .maxStringLength(64 * 1024 * 1024)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  /**
   * Reads models. Their deserializers read subtrees as documents of their own (a quantity does),
   * and what follows such a subtree is not trailing content.
   */
  private static final ObjectMapper MODELS =
      MAPPER.copy().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  public static ObjectMapper mapper() {
    return MAPPER;
  }

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Parses one document.
   *
   * @throws IOException with a message fit for the client when the bytes are not one JSON document
   */
  public static JsonNode read(byte[] bytes) throws IOException {
    return MAPPER.readTree(bytes);
  }

  /** Parses the value at which a parser stands, and leaves the parser at its end. */
  public static JsonNode readValue(JsonParser parser) throws IOException {
    return MODELS.readTree(parser);
  }

  /** Parses JSON that the program itself wrote. */
  public static ObjectNode readTrusted(byte[] bytes) {
    try {
      return (ObjectNode) MAPPER.readTree(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Parses JSON text that the program itself wrote. */
  public static ObjectNode readTrusted(String text) {
    try {
      return (ObjectNode) MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] write(JsonNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String writeText(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A number as parsing would make it, so that equal documents are equal trees. */
  public static NumericNode integer(long value) {
    JsonNodeFactory nodes = MAPPER.getNodeFactory();
    return value == (int) value ? nodes.numberNode((int) value) : nodes.numberNode(value);
  }

  /** A model's value of the tree. Unknown fields do not fail it. */
  public static <T> T treeToValue(JsonNode tree, Class<T> model) {
    return MODELS.convertValue(tree, model);
  }

  /** The tree of a model's value. */
  public static ObjectNode valueToTree(Object value) {
    return MAPPER.valueToTree(value);
  }
}
