package io.binnacle.apiserver.resourcemetrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.discovery.DiscoveredResource;
import io.binnacle.apiserver.handler.RequestHandler;
import io.binnacle.apiserver.proxy.TargetResolver;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import io.binnacle.storage.StoredObject;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Answers {@code metrics.k8s.io/v1beta1} nodes and pods, which {@code kubectl top} reads. */
public final class ResourceMetricsHandler implements RequestHandler {
  private static final GroupVersion GROUP_VERSION = new GroupVersion("metrics.k8s.io", "v1beta1");
  private static final GroupResource NODES = new GroupResource("", "nodes");
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final String WINDOW = "10s";

  private final ObjectStore store;
  private final NodeSummaries summaries;

  public ResourceMetricsHandler(
      ObjectStore store, HttpClient agents, Clock clock, RandomGenerator random) {
    this.store = store;
    this.summaries = new NodeSummaries(agents, new TargetResolver(random), clock);
  }

  /** What discovery tells of this group. */
  public static List<DiscoveredResource> resources() {
    return List.of(resource("nodes", "NodeMetrics", false), resource("pods", "PodMetrics", true));
  }

  private static DiscoveredResource resource(String plural, String kind, boolean namespaced) {
    return new DiscoveredResource(
        GROUP_VERSION,
        plural,
        "",
        kind,
        namespaced,
        List.of("get", "list"),
        List.of(),
        List.of(),
        List.of(),
        GROUP_VERSION);
  }

  @Override
  public boolean handles(RequestInfo info) {
    return info.isResourceRequest()
        && info.apiGroup().equals(GROUP_VERSION.group())
        && info.apiVersion().equals(GROUP_VERSION.version());
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    RequestInfo info = request.info();
    if (!info.verb().equals("get") && !info.verb().equals("list")) {
      throw ApiException.of(
          StatusReason.METHOD_NOT_ALLOWED,
          "the server does not allow this method on the requested resource");
    }
    Snapshot state = store.cached();
    LabelSelector labels = LabelSelector.parse(request.parameter("labelSelector"));
    CompletableFuture<List<ObjectNode>> items =
        switch (info.resource()) {
          case "nodes" -> nodes(state, info.name(), labels);
          case "pods" -> pods(state, info.namespace(), info.name(), labels);
          default ->
              throw ApiException.of(
                  StatusReason.NOT_FOUND, "the server could not find the requested resource");
        };
    return items.thenApply(found -> answer(info, found));
  }

  private static ApiResult answer(RequestInfo info, List<ObjectNode> found) {
    if (info.verb().equals("get")) {
      if (found.isEmpty()) {
        throw ApiException.notFound(
            new GroupResource(GROUP_VERSION.group(), info.resource()), info.name());
      }
      return new ApiResult.DocumentResult(200, found.getFirst(), List.of());
    }
    ObjectNode list = Json.object();
    list.put("kind", info.resource().equals("nodes") ? "NodeMetricsList" : "PodMetricsList");
    list.put("apiVersion", GROUP_VERSION.apiVersion());
    list.set("metadata", Json.object());
    ArrayNode items = list.putArray("items");
    found.forEach(items::add);
    return new ApiResult.DocumentResult(200, list, List.of());
  }

  private CompletableFuture<List<ObjectNode>> nodes(
      Snapshot state, String name, LabelSelector labels) {
    List<CompletableFuture<Optional<ObjectNode>>> asked =
        select(state, NODES, "", name, labels)
            .map(node ->
                summaries
                    .of(state, node.name())
                    .thenApply(summary -> summary.map(found -> nodeMetrics(node, found))))
            .toList();
    return all(asked);
  }

  private CompletableFuture<List<ObjectNode>> pods(
      Snapshot state, String namespace, String name, LabelSelector labels) {
    List<CompletableFuture<Optional<ObjectNode>>> asked =
        select(state, PODS, namespace, name, labels)
            .filter(pod -> pod.tree().path("status").path("phase").asText().equals("Running"))
            .map(pod -> {
              String node = pod.tree().path("spec").path("nodeName").asText();
              return summaries
                  .of(state, node)
                  .thenApply(summary -> summary.flatMap(found -> podMetrics(pod, found)));
            })
            .toList();
    return all(asked);
  }

  private static Stream<ApiObject> select(
      Snapshot state, GroupResource resource, String namespace, String name, LabelSelector labels) {
    if (!name.isEmpty()) {
      StoredObject one = state.get(resource, new ObjectKey(namespace, name));
      return one == null ? Stream.empty() : Stream.of(one.object());
    }
    List<ApiObject> selected = new ArrayList<>();
    Iterator<StoredObject> objects = state.list(resource, namespace, null);
    while (objects.hasNext()) {
      ApiObject object = objects.next().object();
      if (labels.matches(object.labels())) {
        selected.add(object);
      }
    }
    return selected.stream();
  }

  private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<Optional<T>>> stages) {
    return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new))
        .thenApply(done ->
            stages.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList());
  }

  private static ObjectNode nodeMetrics(ApiObject node, JsonNode summary) {
    ObjectNode metrics = metrics("NodeMetrics", node, summary.path("node"));
    metrics.set("usage", usage(summary.path("node")));
    return metrics;
  }

  private static Optional<ObjectNode> podMetrics(ApiObject pod, JsonNode summary) {
    for (JsonNode entry : summary.path("pods")) {
      if (!entry.path("podRef").path("uid").asText().equals(pod.uid())) {
        continue;
      }
      ObjectNode metrics = metrics("PodMetrics", pod, entry);
      ArrayNode containers = metrics.putArray("containers");
      for (JsonNode container : entry.path("containers")) {
        ObjectNode item = containers.addObject();
        item.put("name", container.path("name").asText());
        item.set("usage", usage(container));
      }
      return Optional.of(metrics);
    }
    return Optional.empty();
  }

  private static ObjectNode metrics(String kind, ApiObject of, JsonNode measured) {
    ObjectNode metrics = Json.object();
    metrics.put("kind", kind);
    metrics.put("apiVersion", GROUP_VERSION.apiVersion());
    ObjectNode metadata = metrics.putObject("metadata");
    metadata.put("name", of.name());
    if (!of.namespace().isEmpty()) {
      metadata.put("namespace", of.namespace());
    }
    String time = measured.path("cpu").path("time").asText();
    metadata.put("creationTimestamp", time);
    JsonNode labels = of.metadata().path("labels");
    if (!labels.isEmpty()) {
      metadata.set("labels", labels);
    }
    metrics.put("timestamp", time);
    metrics.put("window", WINDOW);
    return metrics;
  }

  private static ObjectNode usage(JsonNode measured) {
    ObjectNode usage = Json.object();
    usage.put("cpu", measured.path("cpu").path("usageNanoCores").asLong() + "n");
    usage.put(
        "memory",
        Quantity.ofBytes(measured.path("memory").path("workingSetBytes").asLong()).toString());
    return usage;
  }
}
