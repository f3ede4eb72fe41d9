package io.binnacle.registry.autoscaling.horizontalpodautoscaler;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.registry.VersionConversion;

/**
 * autoscaling/v1, which knows one target, the use of CPUs. What else there is stands in
 * annotations, as Kubernetes has it, so that nothing is lost on the way.
 */
final class AutoscalerConversion implements VersionConversion {
  private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
  private static final String METRICS = PREFIX + "metrics";
  private static final String CURRENT_METRICS = PREFIX + "current-metrics";
  private static final String BEHAVIOR = PREFIX + "behavior";
  private static final String CONDITIONS = PREFIX + "conditions";
  private static final String CPU_TARGET = "targetCPUUtilizationPercentage";
  private static final String CPU_CURRENT = "currentCPUUtilizationPercentage";

  @Override
  public void toStored(ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    ArrayNode metrics = Json.mapper().createArrayNode();
    JsonNode cpu = spec.remove(CPU_TARGET);
    if (cpu != null && !cpu.isNull()) {
      metrics.add(cpuMetric("target", "averageUtilization", cpu));
    }
    for (JsonNode flat : take(object, METRICS)) {
      metrics.add(MetricForms.structured(flat, "target"));
    }
    if (!metrics.isEmpty()) {
      spec.set("metrics", metrics);
    }
    JsonNode behavior = take(object, BEHAVIOR);
    if (behavior.isObject()) {
      spec.set("behavior", behavior);
    }
    statusToStored(object);
  }

  private static void statusToStored(ObjectNode object) {
    JsonNode conditions = take(object, CONDITIONS);
    JsonNode flatMetrics = take(object, CURRENT_METRICS);
    if (!(object.get("status") instanceof ObjectNode status)) {
      return;
    }
    if (conditions.isArray()) {
      status.set("conditions", conditions);
    }
    ArrayNode current = Json.mapper().createArrayNode();
    JsonNode cpu = status.remove(CPU_CURRENT);
    if (cpu != null && !cpu.isNull()) {
      current.add(cpuMetric("current", "averageUtilization", cpu));
    }
    for (JsonNode flat : flatMetrics) {
      current.add(MetricForms.structured(flat, "current"));
    }
    if (!current.isEmpty()) {
      status.set("currentMetrics", current);
    }
  }

  private static ObjectNode cpuMetric(String target, String amount, JsonNode value) {
    ObjectNode metric = Json.object().put("type", "Resource");
    ObjectNode amounts = metric.putObject("resource").put("name", "cpu").putObject(target);
    if (target.equals("target")) {
      amounts.put("type", "Utilization");
    }
    amounts.set(amount, value);
    return metric;
  }

  @Override
  public void fromStored(ObjectNode object) {
    ObjectNode spec = Trees.child(object, "spec");
    JsonNode metrics = spec.remove("metrics");
    if (metrics != null) {
      ArrayNode others = Json.mapper().createArrayNode();
      for (JsonNode metric : metrics) {
        JsonNode percent = cpuAmount(metric, "target");
        if (percent.isNumber() && !spec.has(CPU_TARGET)) {
          spec.set(CPU_TARGET, percent);
        } else {
          others.add(MetricForms.flat(metric, "target"));
        }
      }
      keep(object, METRICS, others);
    }
    JsonNode behavior = spec.remove("behavior");
    if (behavior != null) {
      keep(object, BEHAVIOR, behavior);
    }
    statusFromStored(object);
  }

  private static void statusFromStored(ObjectNode object) {
    if (!(object.get("status") instanceof ObjectNode status)) {
      return;
    }
    Trees.defaultNumber(status, "currentReplicas", 0);
    JsonNode current = status.remove("currentMetrics");
    if (current != null && current.isArray()) {
      ArrayNode others = Json.mapper().createArrayNode();
      for (JsonNode metric : current) {
        JsonNode percent = cpuAmount(metric, "current");
        if (percent.isNumber() && !status.has(CPU_CURRENT)) {
          status.set(CPU_CURRENT, percent);
        } else {
          others.add(MetricForms.flat(metric, "current"));
        }
      }
      keep(object, CURRENT_METRICS, others);
    }
    JsonNode conditions = status.remove("conditions");
    if (conditions != null) {
      keep(object, CONDITIONS, conditions);
    }
  }

  private static JsonNode cpuAmount(JsonNode metric, String target) {
    JsonNode resource = metric.path("resource");
    return resource.path("name").asText().equals("cpu")
        ? resource.path(target).path("averageUtilization")
        : MissingNode.getInstance();
  }

  private static void keep(ObjectNode object, String annotation, JsonNode value) {
    if (!value.isEmpty()) {
      Trees.child(Trees.child(object, "metadata"), "annotations")
          .put(annotation, Json.writeText(value));
    }
  }

  /** What an annotation holds; it goes. Text that is not JSON says nothing. */
  private static JsonNode take(ObjectNode object, String annotation) {
    if (!(object.at("/metadata/annotations") instanceof ObjectNode annotations)) {
      return MissingNode.getInstance();
    }
    JsonNode text = annotations.remove(annotation);
    if (annotations.isEmpty()) {
      Trees.child(object, "metadata").remove("annotations");
    }
    if (text == null) {
      return MissingNode.getInstance();
    }
    try {
      return Json.mapper().readTree(text.asText());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
