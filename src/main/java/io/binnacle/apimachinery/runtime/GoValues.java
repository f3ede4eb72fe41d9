package io.binnacle.apimachinery.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** JSON values in the notation of Go's formatter, which some of Kubernetes' messages show. */
public final class GoValues {
  private GoValues() {}

  /** The value as {@code %v} prints it: {@code map[a:1 b:[x y]]}. */
  public static String text(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, POJO -> map(value);
      case ARRAY ->
          StreamSupport.stream(value.spliterator(), false)
              .map(GoValues::text)
              .collect(Collectors.joining(" ", "[", "]"));
      case NULL, MISSING -> "<nil>";
      case STRING, BINARY, BOOLEAN, NUMBER -> value.asText();
    };
  }

  private static String map(JsonNode object) {
    Map<String, String> sorted = new TreeMap<>();
    object.properties().forEach(entry -> sorted.put(entry.getKey(), text(entry.getValue())));
    return sorted.entrySet().stream()
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .collect(Collectors.joining(" ", "map[", "]"));
  }
}
