package io.binnacle.schema.structural;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.binnacle.apimachinery.runtime.Trees;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an OpenAPI v3 document asks of values: types, formats, ranges, and combinations of other
 * rules. Read once; immutable.
 */
public final class ValueRules {
  private final List<String> types;
  private final boolean nullable;
  private final boolean embeddedResource;
  private final String format;
  private final Range range;
  private final Bounds length;
  private final Bounds itemCount;
  private final Bounds propertyCount;
  private final @Nullable Pattern pattern;
  private final List<JsonNode> enumeration;
  private final List<String> required;
  private final Map<String, ValueRules> properties;
  private final @Nullable ValueRules additionalProperties;
  private final @Nullable ValueRules items;
  private final Combination combination;
  private final ListIdentity listIdentity;

  /** How many there may be; null where there is no bound. */
  record Bounds(@Nullable Long min, @Nullable Long max) {
    static Bounds read(JsonNode document, String of) {
      return new Bounds(number(document.get("min" + of)), number(document.get("max" + of)));
    }

    private static @Nullable Long number(@Nullable JsonNode node) {
      return node == null || !node.isNumber() ? null : node.asLong();
    }
  }

  /** The numbers that are allowed; null where there is no bound. */
  record Range(
      @Nullable BigDecimal min,
      boolean exclusiveMin,
      @Nullable BigDecimal max,
      boolean exclusiveMax,
      @Nullable BigDecimal multipleOf) {
    static Range read(JsonNode document) {
      return new Range(
          number(document.get("minimum")),
          document.path("exclusiveMinimum").asBoolean(),
          number(document.get("maximum")),
          document.path("exclusiveMaximum").asBoolean(),
          number(document.get("multipleOf")));
    }

    private static @Nullable BigDecimal number(@Nullable JsonNode node) {
      return node == null || !node.isNumber() ? null : node.decimalValue();
    }
  }

  /** Rules that apply together, or of which some must hold. */
  record Combination(
      List<ValueRules> allOf,
      List<ValueRules> anyOf,
      List<ValueRules> oneOf,
      @Nullable ValueRules not) {
    static Combination read(JsonNode document) {
      return new Combination(
          list(document.path("allOf")),
          list(document.path("anyOf")),
          list(document.path("oneOf")),
          document.path("not").isObject() ? ValueRules.of(document.path("not")) : null);
    }

    private static List<ValueRules> list(JsonNode documents) {
      List<ValueRules> rules = new ArrayList<>(documents.size());
      documents.forEach(document -> rules.add(ValueRules.of(document)));
      return List.copyOf(rules);
    }
  }

  /** What makes the items of a list different from each other. */
  record ListIdentity(String type, List<String> keys) {}

  private ValueRules(JsonNode document) {
    types = types(document);
    nullable = document.path("nullable").asBoolean();
    embeddedResource = document.path("x-kubernetes-embedded-resource").asBoolean();
    format = document.path("format").asText();
    range = Range.read(document);
    length = Bounds.read(document, "Length");
    itemCount = Bounds.read(document, "Items");
    propertyCount = Bounds.read(document, "Properties");
    pattern = pattern(document.path("pattern").asText()).orElse(null);
    List<JsonNode> values = new ArrayList<>();
    document.path("enum").forEach(values::add);
    enumeration = List.copyOf(values);
    required = List.copyOf(Trees.texts(document.path("required")));
    Map<String, ValueRules> named = new LinkedHashMap<>();
    document
        .path("properties")
        .properties()
        .forEach(property -> named.put(property.getKey(), new ValueRules(property.getValue())));
    properties = Collections.unmodifiableMap(named);
    JsonNode others = document.path("additionalProperties");
    additionalProperties = others.isObject() ? new ValueRules(others) : null;
    items = document.path("items").isObject() ? new ValueRules(document.path("items")) : null;
    combination = Combination.read(document);
    listIdentity =
        new ListIdentity(
            document.path("x-kubernetes-list-type").asText(),
            List.copyOf(Trees.texts(document.path("x-kubernetes-list-map-keys"))));
  }

  /** Reads the rules of a document whose patterns are well-formed. */
  public static ValueRules of(JsonNode document) {
    return new ValueRules(document);
  }

  private static List<String> types(JsonNode document) {
    if (document.path("x-kubernetes-int-or-string").asBoolean()) {
      return List.of("integer", "string");
    }
    String type = document.path("type").asText();
    return type.isEmpty() ? List.of() : List.of(type);
  }

  private static Optional<Pattern> pattern(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  List<String> types() {
    return types;
  }

  boolean nullable() {
    return nullable;
  }

  boolean embeddedResource() {
    return embeddedResource;
  }

  String format() {
    return format;
  }

  Range range() {
    return range;
  }

  Bounds length() {
    return length;
  }

  Bounds itemCount() {
    return itemCount;
  }

  Bounds propertyCount() {
    return propertyCount;
  }

  Optional<Pattern> pattern() {
    return Optional.ofNullable(pattern);
  }

  List<JsonNode> enumeration() {
    return enumeration;
  }

  List<String> required() {
    return required;
  }

  Map<String, ValueRules> properties() {
    return properties;
  }

  Optional<ValueRules> additionalProperties() {
    return Optional.ofNullable(additionalProperties);
  }

  Optional<ValueRules> items() {
    return Optional.ofNullable(items);
  }

  Combination combination() {
    return combination;
  }

  ListIdentity listIdentity() {
    return listIdentity;
  }
}
