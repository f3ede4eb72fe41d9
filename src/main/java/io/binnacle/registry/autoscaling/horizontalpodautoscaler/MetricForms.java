package io.binnacle.registry.autoscaling.horizontalpodautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.Locale;

/**
 * The two forms of a metric: that of autoscaling/v2, where the metric and its target are objects of
 * their own, and the flat one that autoscaling/v1 keeps in annotations.
 */
final class MetricForms {
  private MetricForms() {}

  /** The field of a metric that its type names. */
  static String field(String type) {
    return type.isEmpty()
        ? type
        : type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
  }

  /**
   * The flat form.
   *
   * @param target the field with the amounts: {@code target} of a specification, {@code current} of
   *     a status
   */
  static ObjectNode flat(JsonNode metric, String target) {
    ObjectNode flat = Json.object();
    String type = metric.path("type").asText();
    flat.put("type", type);
    String field = field(type);
    JsonNode source = metric.path(field);
    JsonNode amounts = source.path(target);
    ObjectNode to = flat.putObject(field);
    switch (field) {
      case "resource", "containerResource" -> {
        move(source, "name", to, "name");
        move(amounts, "averageUtilization", to, target + "AverageUtilization");
        move(amounts, "averageValue", to, target + "AverageValue");
        move(source, "container", to, "container");
      }
      case "pods" -> {
        move(source.path("metric"), "name", to, "metricName");
        move(amounts, "averageValue", to, target + "AverageValue");
        move(source.path("metric"), "selector", to, "selector");
      }
      case "object" -> {
        move(source, "describedObject", to, "target");
        move(source.path("metric"), "name", to, "metricName");
        move(amounts, "value", to, target + "Value");
        move(source.path("metric"), "selector", to, "selector");
        move(amounts, "averageValue", to, "averageValue");
      }
      default -> {
        move(source.path("metric"), "name", to, "metricName");
        move(source.path("metric"), "selector", to, "metricSelector");
        move(amounts, "value", to, target + "Value");
        move(amounts, "averageValue", to, target + "AverageValue");
      }
    }
    return flat;
  }

  /** The form of autoscaling/v2 of a flat metric. */
  static ObjectNode structured(JsonNode flat, String target) {
    ObjectNode metric = Json.object();
    String type = flat.path("type").asText();
    metric.put("type", type);
    String field = field(type);
    JsonNode from = flat.path(field);
    ObjectNode source = metric.putObject(field);
    ObjectNode amounts = Json.object();
    switch (field) {
      case "resource", "containerResource" -> {
        move(from, "name", source, "name");
        move(from, "container", source, "container");
        move(from, target + "AverageUtilization", amounts, "averageUtilization");
        move(from, target + "AverageValue", amounts, "averageValue");
      }
      case "object" -> {
        move(from, "target", source, "describedObject");
        metricOf(from, "selector", source);
        move(from, target + "Value", amounts, "value");
        move(from, "averageValue", amounts, "averageValue");
      }
      default -> {
        metricOf(from, field.equals("pods") ? "selector" : "metricSelector", source);
        move(from, target + "Value", amounts, "value");
        move(from, target + "AverageValue", amounts, "averageValue");
      }
    }
    if (target.equals("target")) {
      amounts.put("type", targetType(amounts));
    }
    source.set(target, amounts);
    return metric;
  }

  private static void metricOf(JsonNode from, String selector, ObjectNode source) {
    ObjectNode metric = source.putObject("metric");
    move(from, "metricName", metric, "name");
    move(from, selector, metric, "selector");
  }

  private static String targetType(ObjectNode amounts) {
    if (amounts.has("averageUtilization")) {
      return "Utilization";
    }
    return amounts.has("averageValue") ? "AverageValue" : "Value";
  }

  private static void move(JsonNode from, String field, ObjectNode to, String name) {
    JsonNode value = from.get(field);
    if (value != null && !value.isNull()) {
      to.set(name, value);
    }
  }
}
