package io.binnacle.schema.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.catalogue.CatalogueField;
import io.binnacle.schema.catalogue.CatalogueType;
import io.binnacle.schema.catalogue.Scalar;
import io.binnacle.schema.catalogue.TypeExpression.ListOf;
import io.binnacle.schema.catalogue.TypeExpression.MapOf;
import io.binnacle.schema.catalogue.TypeExpression.Plain;
import io.binnacle.schema.catalogue.TypeExpression.Reference;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes objects of any type of the catalogue, of values that no encoding leaves out: nothing is
 * zero or empty. Where it is given words, most texts are of them, and most numbers small: such
 * objects get further than those of mere noise.
 */
public final class RandomObjects {
  private static final int MAX_DEPTH = 7;
  private static final String LETTERS = "abcxyzäß€😀\"\\/\n ";

  private final RandomGenerator random;
  private final List<String> words;
  private final JsonNodeFactory nodes = Json.mapper().getNodeFactory();

  public RandomObjects(RandomGenerator random) {
    this(random, List.of());
  }

  public RandomObjects(RandomGenerator random, List<String> words) {
    this.random = random;
    this.words = words;
  }

  /** Sets random fields of the type on the object. */
  public void fill(ObjectNode object, CatalogueType type, int depth) {
    for (CatalogueField field : type.fields()) {
      if (field.number() == 0 || object.has(field.jsonName()) || random.nextInt(4) == 0) {
        continue;
      }
      if (field.isEmbedded()) {
        fill(object, field.target(), depth + 1);
      } else if (depth < MAX_DEPTH) {
        object.set(field.jsonName(), value(field, depth + 1));
      }
    }
  }

  private JsonNode value(CatalogueField field, int depth) {
    return switch (field.expression()) {
      case Plain plain -> scalar(plain.scalar());
      case Reference reference -> message(field.target(), depth);
      case ListOf list -> {
        ArrayNode items = nodes.arrayNode();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
          items.add(value(field.element(), depth));
        }
        yield items;
      }
      case MapOf map -> {
        ObjectNode entries = nodes.objectNode();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
          entries.set(text(), value(field.element(), depth));
        }
        yield entries;
      }
    };
  }

  private JsonNode message(CatalogueType type, int depth) {
    return switch (type.form()) {
      case OBJECT -> {
        ObjectNode object = nodes.objectNode();
        fill(object, type, depth);
        yield object;
      }
      case TIME -> nodes.textNode(Instant.ofEpochSecond(random.nextLong(1L << 33)).toString());
      case MICRO_TIME ->
          nodes.textNode(String.format("2026-01-02T03:04:05.%06dZ", 1 + random.nextInt(999_999)));
      case DURATION -> nodes.textNode(GoDuration.text(random.nextLong(1L << 50)));
      case QUANTITY -> nodes.textNode((1 + random.nextInt(999)) + "Mi");
      case INT_OR_STRING -> random.nextBoolean() ? nodes.textNode(text()) : number();
      case FIELDS, RAW_EXTENSION -> nodes.objectNode().put(text(), text());
      case JSON -> random.nextBoolean() ? number() : nodes.arrayNode().add(text());
      case SCHEMA_OR_BOOL -> random.nextBoolean() ? schema(type, depth) : nodes.booleanNode(true);
      case SCHEMA_OR_ARRAY -> schema(type, depth);
      case SCHEMA_OR_STRINGS ->
          random.nextBoolean() ? schema(type, depth) : nodes.arrayNode().add(text());
    };
  }

  private JsonNode schema(CatalogueType choice, int depth) {
    for (CatalogueField field : choice.fields()) {
      if (field.jsonName().equals("schema")) {
        return message(field.target(), Math.max(depth, MAX_DEPTH - 1));
      }
    }
    throw new IllegalArgumentException(choice + " has no schema");
  }

  private JsonNode scalar(Scalar scalar) {
    return switch (scalar) {
      case STRING -> nodes.textNode(text());
      case BYTES -> {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) random.nextInt();
        }
        yield nodes.textNode(Base64.getEncoder().encodeToString(bytes));
      }
      case BOOL -> nodes.booleanNode(true);
      case INT32 -> Json.integer(isPlausible() ? random.nextInt(1, 100) : random.nextInt() | 1);
      case INT64 -> Json.integer(isPlausible() ? random.nextInt(1, 100) : random.nextLong() | 1);
      case DOUBLE -> nodes.numberNode(0.5 + random.nextInt(1000));
    };
  }

  private JsonNode number() {
    return nodes.numberNode(1 + random.nextInt(Integer.MAX_VALUE));
  }

  private boolean isPlausible() {
    return !words.isEmpty() && random.nextInt(8) > 0;
  }

  private String text() {
    if (isPlausible()) {
      return words.get(random.nextInt(words.size()));
    }
    StringBuilder text = new StringBuilder("t");
    int[] letters = LETTERS.codePoints().toArray();
    for (int count = random.nextInt(random.nextInt(20) == 0 ? 300 : 12); count > 0; count--) {
      text.appendCodePoint(letters[random.nextInt(letters.length)]);
    }
    return text.toString();
  }
}
