package io.binnacle.node.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.container.RuntimePods;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.logs.ContainerLogReader;
import io.binnacle.node.stats.ResourceMetrics;
import io.binnacle.node.stats.StatsSummary;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the agent's server answers, by path. */
public final class AgentEndpoints {
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<List<NodePod>> pods;
  private final RuntimePods runtimePods;
  private final StatsSummary summary;
  private final ResourceMetrics resourceMetrics;
  private final ContainerLogs logs;

  public AgentEndpoints(
      Supplier<List<NodePod>> pods,
      RuntimePods runtimePods,
      StatsSummary summary,
      ResourceMetrics resourceMetrics,
      ContainerLogReader logReader,
      Clock clock) {
    this.pods = pods;
    this.runtimePods = runtimePods;
    this.summary = summary;
    this.resourceMetrics = resourceMetrics;
    this.logs = new ContainerLogs(pods, runtimePods, logReader, clock);
  }

  Map<String, AgentEndpoint> byPath() {
    Map<String, AgentEndpoint> endpoints = new LinkedHashMap<>();
    endpoints.put("/healthz", exchange -> exchange.send(200, "text/plain", "ok"));
    endpoints.put("/pods", this::pods);
    endpoints.put("/stats/summary", this::summary);
    endpoints.put(
        "/metrics/resource", exchange -> exchange.send(200, PROMETHEUS, resourceMetrics.text()));
    endpoints.put("/metrics", this::metrics);
    endpoints.put(ContainerLogs.PATH, logs);
    return endpoints;
  }

  private void pods(AgentExchange exchange) throws IOException {
    ObjectNode list = Json.object();
    list.put("kind", "PodList");
    list.put("apiVersion", "v1");
    list.set("metadata", Json.object());
    ArrayNode items = list.putArray("items");
    pods.get().forEach(pod -> items.add(pod.object().tree()));
    exchange.send(200, JSON, Json.writeText(list));
  }

  private void summary(AgentExchange exchange) throws IOException {
    boolean only = exchange.query().flag("only_cpu_and_memory");
    try {
      exchange.send(200, JSON, Json.writeText(summary.summary(only)));
    } catch (ContainerRuntimeException e) {
      throw new RequestException(500, "the container runtime does not answer: " + e.getMessage());
    }
  }

  private void metrics(AgentExchange exchange) throws IOException {
    Map<String, RuntimePod> known;
    try {
      known = runtimePods.all();
    } catch (ContainerRuntimeException e) {
      throw new RequestException(500, "the container runtime does not answer: " + e.getMessage());
    }
    long running = known.values().stream().filter(RuntimePod::hasReadySandbox).count();
    long containers = known.values().stream().mapToLong(pod -> pod.alive().size()).sum();
    String text =
        """
        # HELP kubelet_running_pods [BETA] Number of pods that have a running pod sandbox
        # TYPE kubelet_running_pods gauge
        kubelet_running_pods %d
        # HELP kubelet_running_containers [BETA] Number of containers currently running
        # TYPE kubelet_running_containers gauge
        kubelet_running_containers{container_state="running"} %d
        # HELP kubelet_desired_pods [BETA] The number of pods the kubelet is being instructed to run
        # TYPE kubelet_desired_pods gauge
        kubelet_desired_pods{static=""} %d
        kubelet_desired_pods{static="true"} %d
        """
            .formatted(
                running,
                containers,
                pods.get().stream().filter(pod -> !pod.isStatic()).count(),
                pods.get().stream().filter(NodePod::isStatic).count());
    exchange.send(200, PROMETHEUS, text);
  }
}
