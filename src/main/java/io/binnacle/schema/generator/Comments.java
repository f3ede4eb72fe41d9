package io.binnacle.schema.generator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A comment of a message or a field, split into its prose and its markers ({@code +listType=map}).
 *
 * @param markers by name, with all values that the comment gives them, in order
 */
record Comments(String text, Map<String, List<String>> markers) {
  static final Comments NONE = new Comments("", Map.of());

  static Comments of(List<String> lines) {
    Map<String, List<String>> markers = new LinkedHashMap<>();
    List<String> prose = new ArrayList<>();
    for (String line : lines) {
      String trimmed = line.strip();
      if (isMarker(trimmed)) {
        int equals = trimmed.indexOf('=');
        String name = equals < 0 ? trimmed.substring(1) : trimmed.substring(1, equals);
        String value = equals < 0 ? "" : trimmed.substring(equals + 1);
        markers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
      } else if (!trimmed.startsWith("---")) {
        prose.add(trimmed);
      }
    }
    return new Comments(paragraphs(prose), markers);
  }

  private static boolean isMarker(String line) {
    return line.length() > 1 && line.charAt(0) == '+' && Character.isLetter(line.charAt(1));
  }

  /** Joins the lines of a paragraph, as published documents show them. */
  private static String paragraphs(List<String> lines) {
    return List.of(String.join("\n", lines).strip().split("\n{2,}")).stream()
        .map(paragraph -> paragraph.replace('\n', ' '))
        .collect(Collectors.joining("\n\n"));
  }

  /** The marker's only or last value, empty where it is absent. */
  String marker(String name) {
    List<String> values = markers.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.getLast();
  }

  List<String> all(String name) {
    return markers.getOrDefault(name, List.of());
  }
}
