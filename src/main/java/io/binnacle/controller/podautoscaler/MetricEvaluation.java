package io.binnacle.controller.podautoscaler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Works one metric of an autoscaler out. */
final class MetricEvaluation {
  /**
   * What a metric says.
   *
   * @param status the entry of {@code status.currentMetrics}
   * @param name of the metric, for people
   */
  record Result(int replicas, ObjectNode status, String name) {}

  /**
   * What all metrics of an autoscaler are worked out from.
   *
   * @param selector of the pods, in the form of a query
   * @param current how many replicas are asked for
   * @param reported how many there are, as the target says
   */
  record Subject(
      String namespace,
      String selector,
      List<ApiObject> pods,
      int current,
      int reported,
      ReplicaCalculator.Tolerance tolerance) {}

  private final PodUsage usage;
  private final CustomMetricEvaluation custom;
  private final PodAutoscalerConfiguration configuration;

  MetricEvaluation(PodUsage usage, CustomMetrics custom, PodAutoscalerConfiguration configuration) {
    this.usage = usage;
    this.custom = new CustomMetricEvaluation(custom, configuration);
    this.configuration = configuration;
  }

  /**
   * Works it out.
   *
   * @throws MetricFailure where that cannot be done now
   */
  Result evaluate(JsonNode metric, Subject subject, Instant now) throws MetricFailure {
    String type = metric.path("type").asText();
    return switch (type) {
      case "Resource" -> resource(metric.path("resource"), "", subject, now);
      case "ContainerResource" -> {
        JsonNode source = metric.path("containerResource");
        yield resource(source, source.path("container").asText(), subject, now);
      }
      case "Pods" -> custom.ofPods(metric.path("pods"), subject, now);
      case "Object" -> custom.ofObject(metric.path("object"), subject);
      case "External" -> custom.ofOutside(metric.path("external"), subject);
      default ->
          throw new MetricFailure(
              "InvalidMetricSourceType", "unknown metric source type \"%s\"".formatted(type));
    };
  }

  private Result resource(JsonNode source, String container, Subject subject, Instant now)
      throws MetricFailure {
    String resource = source.path("name").asText();
    Map<String, PodUsage.Sample> samples = samples(subject, resource, container);
    PodGroups groups =
        PodGroups.of(subject.pods(), samples, resource.equals("cpu"), configuration, now);
    ReplicaCalculator calculator =
        new ReplicaCalculator(groups, samples, subject.current(), subject.tolerance());
    JsonNode target = source.path("target");
    boolean byUtilization = target.hasNonNull("averageUtilization");
    ReplicaCalculator.Proposal proposal =
        byUtilization
            ? calculator.byUtilization(
                requests(subject.pods(), resource, container),
                target.path("averageUtilization").asInt())
            : calculator.byAverage(
                Quantity.parse(target.path("averageValue").asText()).milliValue());
    String what = container.isEmpty() ? "resource" : "container resource";
    return new Result(
        proposal.replicas(),
        status(source, container, proposal, byUtilization),
        resource + " " + what + (byUtilization ? " utilization (percentage of request)" : ""));
  }

  private Map<String, PodUsage.Sample> samples(Subject subject, String resource, String container)
      throws MetricFailure {
    try {
      return usage.of(subject.namespace(), subject.pods(), resource, container);
    } catch (ApiException e) {
      throw new MetricFailure(
          "FailedGetResourceMetric",
          "unable to get metrics for resource %s: %s".formatted(resource, e.getMessage()));
    }
  }

  private static Map<String, Long> requests(List<ApiObject> pods, String resource, String container)
      throws MetricFailure {
    Map<String, Long> requests = new HashMap<>();
    for (ApiObject pod : pods) {
      requests.put(pod.name(), PodUsage.requested(pod, resource, container));
    }
    return requests;
  }

  private static ObjectNode status(
      JsonNode source,
      String container,
      ReplicaCalculator.Proposal proposal,
      boolean byUtilization) {
    ObjectNode status = Json.object();
    boolean whole = container.isEmpty();
    status.put("type", whole ? "Resource" : "ContainerResource");
    ObjectNode entry = status.putObject(whole ? "resource" : "containerResource");
    entry.set("name", source.path("name"));
    if (!whole) {
      entry.put("container", container);
    }
    ObjectNode current = entry.putObject("current");
    if (byUtilization) {
      current.put("averageUtilization", proposal.utilization());
    }
    current.put("averageValue", Quantity.ofMilli(proposal.average()).toString());
    return status;
  }
}
