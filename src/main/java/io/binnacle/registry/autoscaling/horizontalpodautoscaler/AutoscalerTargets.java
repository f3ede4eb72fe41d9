package io.binnacle.registry.autoscaling.horizontalpodautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.table.Columns;
import java.util.ArrayList;
import java.util.List;

/** The targets of an autoscaler as kubectl shows them: {@code cpu: 10%/80%}. */
final class AutoscalerTargets {
  private static final int SHOWN = 2;

  private AutoscalerTargets() {}

  static Object of(ApiObject autoscaler) {
    JsonNode metrics = autoscaler.tree().at("/spec/metrics");
    if (metrics.isEmpty()) {
      return Columns.NONE;
    }
    JsonNode statuses = autoscaler.tree().at("/status/currentMetrics");
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < metrics.size() && i < SHOWN; i++) {
      shown.add(one(metrics.get(i), statuses.path(i)));
    }
    String text = String.join(", ", shown);
    return metrics.size() > SHOWN ? text + " + " + (metrics.size() - SHOWN) + " more..." : text;
  }

  private static String one(JsonNode metric, JsonNode status) {
    String field = MetricForms.field(metric.path("type").asText());
    JsonNode source = metric.path(field);
    JsonNode target = source.path("target");
    JsonNode current = status.path(field).path("current");
    String name = source.path("name").asText();
    if (target.path("averageUtilization").isNumber()) {
      return name
          + ": "
          + percent(current.path("averageUtilization"))
          + "/"
          + percent(target.path("averageUtilization"));
    }
    boolean average = target.has("averageValue");
    String kind = average ? "averageValue" : "value";
    String prefix = name.isEmpty() ? "" : name + ": ";
    String suffix = average && !field.equals("resource") && !field.equals("pods") ? " (avg)" : "";
    return prefix
        + current.path(kind).asText(Columns.UNKNOWN)
        + "/"
        + target.path(kind).asText(Columns.UNKNOWN)
        + suffix;
  }

  private static String percent(JsonNode value) {
    return value.isNumber() ? value.asText() + "%" : Columns.UNKNOWN;
  }
}
