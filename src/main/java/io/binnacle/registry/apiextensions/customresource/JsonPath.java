package io.binnacle.registry.apiextensions.customresource;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path through an object, in the part of kubectl's JSONPath that definitions use: fields, quoted
 * fields, indices, stars, and filters that compare one field. Immutable; what it cannot read leads
 * to nothing.
 */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<field>(?:[^.\\[\\]\\\\*]|\\\\.)+)"
              + "|\\.?(?<star>\\*|\\[\\*\\])"
              + "|\\['(?<single>[^']*)'\\]|\\[\"(?<double>[^\"]*)\"\\]"
              + "|\\[(?<index>-?\\d{1,9})\\]"
              + "|\\[\\?\\(\\s*@(?<left>[^=!<>]*?)\\s*(?<operator>==|!=)\\s*"
              + "(?<right>'[^']*'|\"[^\"]*\"|[^)]*?)\\s*\\)\\]");

  /** One step from values to values. */
  @FunctionalInterface
  private interface Step {
    void from(JsonNode value, List<JsonNode> into);
  }

  private final List<Step> steps;

  private JsonPath(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  static JsonPath parse(String text) {
    List<Step> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(text);
    int at = 0;
    while (at < text.length()) {
      matcher.region(at, text.length());
      if (!matcher.lookingAt()) {
        return new JsonPath(List.of((value, into) -> {}));
      }
      steps.add(step(matcher));
      at = matcher.end();
    }
    return new JsonPath(steps);
  }

  private static Step step(Matcher matcher) {
    for (String group : List.of("field", "single", "double")) {
      String name = matcher.group(group);
      if (name != null) {
        String plain = name.replace("\\", "");
        return (value, into) -> add(value.get(plain), into);
      }
    }
    if (matcher.group("star") != null) {
      return (value, into) -> value.forEach(into::add);
    }
    String index = matcher.group("index");
    if (index != null) {
      int position = Integer.parseInt(index);
      return (value, into) ->
          add(value.get(position < 0 ? value.size() + position : position), into);
    }
    return filter(
        parse(matcher.group("left")),
        unquoted(matcher.group("right")),
        matcher.group("operator").equals("=="));
  }

  private static Step filter(JsonPath left, String right, boolean equal) {
    return (value, into) ->
        value.forEach(entry -> {
          List<JsonNode> found = left.find(entry);
          if (!found.isEmpty() && found.getFirst().asText().equals(right) == equal) {
            into.add(entry);
          }
        });
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() > 1 && (text.startsWith("'") || text.startsWith("\""));
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private static void add(@Nullable JsonNode value, List<JsonNode> into) {
    if (value != null) {
      into.add(value);
    }
  }

  List<JsonNode> find(JsonNode object) {
    List<JsonNode> values = List.of(object);
    for (Step step : steps) {
      List<JsonNode> next = new ArrayList<>();
      values.forEach(value -> step.from(value, next));
      values = next;
    }
    return values;
  }

  /** What was found as text, several values with spaces between them; empty for nothing. */
  String text(JsonNode object) {
    return find(object).stream()
        .map(value -> value.isContainerNode() ? Json.writeText(value) : value.asText())
        .collect(Collectors.joining(" "));
  }
}
