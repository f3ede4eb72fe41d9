package io.binnacle.controller.podautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.controller.Pods;
import java.time.Instant;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Works metrics out that are not of resources: of pods, of another object, of the world outside. A
 * target is a value for the whole, or one for each replica.
 */
final class CustomMetricEvaluation {
  private final CustomMetrics metrics;
  private final PodAutoscalerConfiguration configuration;

  CustomMetricEvaluation(CustomMetrics metrics, PodAutoscalerConfiguration configuration) {
    this.metrics = metrics;
    this.configuration = configuration;
  }

  /**
   * A number of replicas.
   *
   * @param field of the status that tells the value
   * @param value that the number comes from, in thousandths
   */
  private record Proposal(int replicas, String field, long value) {}

  MetricEvaluation.Result ofPods(JsonNode source, MetricEvaluation.Subject subject, Instant now)
      throws MetricFailure {
    String reason = "FailedGetPodsMetric";
    CustomMetrics.Metric metric = CustomMetrics.Metric.of(source.path("metric"));
    Map<String, PodUsage.Sample> samples;
    try {
      samples = metrics.ofPods(subject.namespace(), subject.selector(), metric);
    } catch (ApiException e) {
      throw new MetricFailure(
          reason, "unable to get metric %s: %s".formatted(metric.name(), e.getMessage()));
    }
    PodGroups groups = PodGroups.of(subject.pods(), samples, false, configuration, now);
    ReplicaCalculator calculator =
        new ReplicaCalculator(groups, samples, subject.current(), subject.tolerance());
    long target = milli(source.path("target").path("averageValue"));
    ReplicaCalculator.Proposal proposal;
    try {
      proposal = calculator.byAverage(target);
    } catch (MetricFailure e) {
      throw new MetricFailure(reason, String.valueOf(e.getMessage()));
    }
    ObjectNode status = status("Pods", "pods", source);
    current(status, "pods").put("averageValue", text(proposal.average()));
    return new MetricEvaluation.Result(proposal.replicas(), status, "pods metric " + metric.name());
  }

  MetricEvaluation.Result ofObject(JsonNode source, MetricEvaluation.Subject subject)
      throws MetricFailure {
    String reason = "FailedGetObjectMetric";
    CustomMetrics.Metric metric = CustomMetrics.Metric.of(source.path("metric"));
    JsonNode described = source.path("describedObject");
    String kind = described.path("kind").asText();
    long value;
    try {
      value = metrics.ofObject(subject.namespace(), described, metric);
    } catch (ApiException e) {
      throw new MetricFailure(
          reason,
          "unable to get metric %s: %s on %s %s/%s"
              .formatted(
                  metric.name(),
                  kind,
                  subject.namespace(),
                  described.path("name").asText(),
                  e.getMessage()));
    }
    ObjectNode status = status("Object", "object", source);
    ((ObjectNode) status.path("object")).set("describedObject", described);
    Proposal proposal = proposal(source.path("target"), value, subject, reason);
    current(status, "object").put(proposal.field(), text(proposal.value()));
    return new MetricEvaluation.Result(
        proposal.replicas(), status, kind + " metric " + metric.name());
  }

  MetricEvaluation.Result ofOutside(JsonNode source, MetricEvaluation.Subject subject)
      throws MetricFailure {
    String reason = "FailedGetExternalMetric";
    CustomMetrics.Metric metric = CustomMetrics.Metric.of(source.path("metric"));
    String selector = describe(source.path("metric").path("selector"));
    long value;
    try {
      value = metrics.external(subject.namespace(), metric);
    } catch (ApiException e) {
      throw new MetricFailure(
          reason,
          "unable to get external metric %s/%s/%s: %s"
              .formatted(subject.namespace(), metric.name(), selector, e.getMessage()));
    }
    ObjectNode status = status("External", "external", source);
    Proposal proposal = proposal(source.path("target"), value, subject, reason);
    current(status, "external").put(proposal.field(), text(proposal.value()));
    return new MetricEvaluation.Result(
        proposal.replicas(), status, "external metric %s(%s)".formatted(metric.name(), selector));
  }

  /** As the target has it: a value for the whole, or one for each replica. */
  private static Proposal proposal(
      JsonNode target, long value, MetricEvaluation.Subject subject, String reason)
      throws MetricFailure {
    if (target.hasNonNull("averageValue")) {
      return byReplica(value, milli(target.path("averageValue")), subject);
    }
    return byWhole(value, milli(target.path("value")), subject, reason);
  }

  /** The value should be the target: as much more, as many more of the replicas that work. */
  private static Proposal byWhole(
      long value, long target, MetricEvaluation.Subject subject, String reason)
      throws MetricFailure {
    double ratio = (double) value / target;
    if (subject.tolerance().covers(ratio)) {
      return new Proposal(subject.current(), "value", value);
    }
    if (subject.pods().isEmpty()) {
      throw new MetricFailure(
          reason,
          "unable to calculate ready pods: no pods returned by selector while calculating replica"
              + " count");
    }
    long ready = subject.pods().stream().filter(CustomMetricEvaluation::isReady).count();
    return new Proposal((int) Math.ceil(ratio * ready), "value", value);
  }

  private static boolean isReady(ApiObject pod) {
    return Pods.phase(pod).equals("Running")
        && Pods.condition(pod, "Ready").path("status").asText().equals("True");
  }

  private static Proposal byReplica(long value, long target, MetricEvaluation.Subject subject) {
    int replicas = subject.reported();
    double ratio = (double) value / ((double) target * replicas);
    int wanted =
        replicas > 0 && subject.tolerance().covers(ratio)
            ? replicas
            : (int) Math.ceil((double) value / target);
    return new Proposal(
        wanted, "averageValue", replicas == 0 ? 0 : (long) Math.ceil((double) value / replicas));
  }

  private static ObjectNode status(String type, String field, JsonNode source) {
    ObjectNode status = Json.object().put("type", type);
    status.putObject(field).set("metric", source.path("metric"));
    return status;
  }

  private static ObjectNode current(ObjectNode status, String field) {
    return ((ObjectNode) status.path(field)).putObject("current");
  }

  private static long milli(JsonNode quantity) {
    return Quantity.parse(quantity.asText()).milliValue();
  }

  private static String text(long milli) {
    return Quantity.ofMilli(milli).toString();
  }

  /** As Kubernetes prints selectors in messages. */
  private static String describe(JsonNode selector) {
    if (!selector.isObject()) {
      return "nil";
    }
    StringJoiner labels = new StringJoiner("", "map[string]string{", "}");
    selector
        .path("matchLabels")
        .properties()
        .forEach(label -> labels.add(label.getKey() + ": " + label.getValue().asText() + ","));
    StringJoiner expressions = new StringJoiner("", "[]LabelSelectorRequirement{", "}");
    for (JsonNode expression : selector.path("matchExpressions")) {
      StringJoiner values = new StringJoiner(" ", "[", "]");
      expression.path("values").forEach(value -> values.add(value.asText()));
      expressions.add(
          "LabelSelectorRequirement{Key:%s,Operator:%s,Values:%s,},"
              .formatted(
                  expression.path("key").asText(), expression.path("operator").asText(), values));
    }
    return "&LabelSelector{MatchLabels:" + labels + ",MatchExpressions:" + expressions + ",}";
  }
}
