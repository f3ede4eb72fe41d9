package io.binnacle.apimachinery.labels;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A conjunction of requirements on labels. Immutable. The text form is that of the {@code
 * labelSelector} query parameter: {@code app=web,tier in (a,b),!legacy}.
 */
public record LabelSelector(List<Requirement> requirements) {
  private static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  /** What one requirement asks of the value of its key. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GREATER_THAN,
    LESS_THAN
  }

  /** One requirement; {@code values} is empty for EXISTS and DOES_NOT_EXIST. */
  public record Requirement(String key, Operator operator, Set<String> values) {
    boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case GREATER_THAN -> value != null && compare(value) > 0;
        case LESS_THAN -> value != null && compare(value) < 0;
      };
    }

    /** A value that is no number matches neither greater nor less. */
    private int compare(String value) {
      try {
        return Long.compare(Long.parseLong(value), Long.parseLong(values.iterator().next()));
      } catch (NumberFormatException e) {
        return 0;
      }
    }

    @Override
    public String toString() {
      String sorted = String.join(",", new TreeSet<>(values));
      return switch (operator) {
        case EXISTS -> key;
        case DOES_NOT_EXIST -> "!" + key;
        case IN -> values.size() == 1 ? key + "=" + sorted : key + " in (" + sorted + ")";
        case NOT_IN -> values.size() == 1 ? key + "!=" + sorted : key + " notin (" + sorted + ")";
        case GREATER_THAN -> key + ">" + sorted;
        case LESS_THAN -> key + "<" + sorted;
      };
    }
  }

  public LabelSelector {
    requirements = List.copyOf(requirements);
  }

  public static LabelSelector everything() {
    return EVERYTHING;
  }

  /**
   * The selector that asks for exactly these labels, as the map selectors of services and
   * replication controllers do.
   */
  public static LabelSelector ofLabels(Map<String, String> labels) {
    List<Requirement> requirements = new ArrayList<>();
    labels.forEach(
        (key, value) -> requirements.add(new Requirement(key, Operator.IN, Set.of(value))));
    return new LabelSelector(requirements);
  }

  /**
   * Reads the query parameter form.
   *
   * @throws ApiException BadRequest when the text is no selector
   */
  public static LabelSelector parse(String text) {
    return new LabelSelectorParser(text).parse();
  }

  /**
   * Reads the structured form ({@code matchLabels}, {@code matchExpressions}), which validation has
   * passed. A null or missing node selects nothing in Kubernetes: the caller decides that; here an
   * empty one selects everything.
   */
  public static LabelSelector ofStructured(JsonNode selector) {
    List<Requirement> requirements = new ArrayList<>();
    selector
        .path("matchLabels")
        .properties()
        .forEach(entry ->
            requirements.add(
                new Requirement(entry.getKey(), Operator.IN, Set.of(entry.getValue().asText()))));
    for (JsonNode expression : selector.path("matchExpressions")) {
      Set<String> values = new LinkedHashSet<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      Operator operator =
          switch (expression.path("operator").asText()) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
            case "Gt" -> Operator.GREATER_THAN;
            case "Lt" -> Operator.LESS_THAN;
            default ->
                throw ApiException.badRequest(
                    "\""
                        + expression.path("operator").asText()
                        + "\" is not a valid label selector operator");
          };
      requirements.add(new Requirement(expression.path("key").asText(), operator, values));
    }
    return new LabelSelector(requirements);
  }

  public boolean matches(Map<String, String> labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  public boolean isEverything() {
    return requirements.isEmpty();
  }

  /** The query parameter form. */
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }
}
