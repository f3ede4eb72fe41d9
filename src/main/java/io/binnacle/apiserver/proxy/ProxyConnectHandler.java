package io.binnacle.apiserver.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.admission.AdmissionFacade;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.ProxyTarget;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.handler.ConnectHandler;
import io.binnacle.extension.TargetAddress;
import io.binnacle.registry.RequestScope;
import io.binnacle.storage.ObjectStore;
import io.binnacle.storage.Snapshot;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Answers {@code proxy} of nodes, pods and services, and {@code log} of pods, by pointing at where
 * the request goes on.
 */
public final class ProxyConnectHandler implements ConnectHandler {
  /** The query parameters of a log request that its agent understands (PodLogOptions). */
  private static final Set<String> LOG_PARAMETERS =
      Set.of(
          "follow",
          "previous",
          "sinceSeconds",
          "sinceTime",
          "tailLines",
          "limitBytes",
          "timestamps",
          "stream");

  private final ObjectStore store;
  private final TargetResolver resolver;
  private final AdmissionFacade admission;

  /**
   * @param admission decides on connections as on writes
   */
  public ProxyConnectHandler(ObjectStore store, RandomGenerator random, AdmissionFacade admission) {
    this.store = store;
    this.admission = admission;
    this.resolver = new TargetResolver(random);
  }

  @Override
  public CompletionStage<ApiResult> connect(ApiRequest request, RequestScope scope) {
    Snapshot state = store.cached();
    RequestInfo info = request.info();
    admission.perform(
        new AdmissionRequest(
            AdmissionRequest.Operation.CONNECT,
            scope.groupVersionKind(),
            scope.groupVersionResource(),
            scope.subresource(),
            scope.namespace(),
            info.name(),
            request.user(),
            null,
            null,
            Json.object(),
            false),
        () -> {});
    ProxyTarget target =
        switch (info.subresource()) {
          case "log" -> log(request, state);
          case "proxy" -> proxy(request, state);
          default ->
              throw ApiException.of(
                  StatusReason.NOT_FOUND, "the server could not find the requested resource");
        };
    return CompletableFuture.completedFuture(new ApiResult.ProxyResult(target));
  }

  private ProxyTarget proxy(ApiRequest request, Snapshot state) {
    RequestInfo info = request.info();
    TargetResolver.Reference reference = TargetResolver.Reference.parse(info.name());
    boolean agent = info.resource().equals("nodes") && resolver.isAgent(state, reference);
    URI base =
        switch (info.resource()) {
          case "nodes" ->
              agent ? resolver.agent(state, reference.name()) : resolver.node(state, reference);
          case "pods" -> resolver.pod(state, info.namespace(), reference);
          case "services" -> resolver.service(state, info.namespace(), reference);
          default ->
              throw ApiException.of(
                  StatusReason.NOT_FOUND, "the server could not find the requested resource");
        };
    String path = info.subpath().isEmpty() ? "/" : info.subpath();
    String prefix = info.path().substring(0, info.path().length() - info.subpath().length());
    return new ProxyTarget(
        URI.create(base + TargetAddress.encodePath(path)),
        agent ? new ProxyTarget.Agent() : new ProxyTarget.Workload(),
        prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix,
        true);
  }

  private ProxyTarget log(ApiRequest request, Snapshot state) {
    RequestInfo info = request.info();
    ObjectKey key = new ObjectKey(info.namespace(), info.name());
    ApiObject pod = TargetResolver.require(state, TargetResolver.PODS, key);
    String container = containerOf(pod, request.parameter("container"));
    String nodeName = pod.tree().path("spec").path("nodeName").asText();
    if (nodeName.isEmpty()) {
      throw ApiException.badRequest("pod " + info.name() + " does not have a host assigned");
    }
    URI agent = resolver.agent(state, nodeName);
    String path = "/containerLogs/" + info.namespace() + "/" + info.name() + "/" + container;
    URI address = URI.create(agent + path + logQuery(request.query()));
    return new ProxyTarget(address, new ProxyTarget.Agent(), "", false);
  }

  private static String containerOf(ApiObject pod, String wanted) {
    List<String> names = new ArrayList<>();
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      for (JsonNode container : pod.tree().path("spec").path(list)) {
        names.add(container.path("name").asText());
      }
    }
    if (!wanted.isEmpty()) {
      if (names.contains(wanted)) {
        return wanted;
      }
      throw ApiException.badRequest("container " + wanted + " is not valid for pod " + pod.name());
    }
    JsonNode containers = pod.tree().path("spec").path("containers");
    if (containers.size() == 1) {
      return containers.get(0).path("name").asText();
    }
    throw ApiException.badRequest(
        "a container name must be specified for pod "
            + pod.name()
            + ", choose one of: ["
            + String.join(" ", names)
            + "]");
  }

  private static String logQuery(Map<String, List<String>> query) {
    String text =
        query.entrySet().stream()
            .filter(entry -> LOG_PARAMETERS.contains(entry.getKey()))
            .flatMap(entry ->
                entry.getValue().stream()
                    .map(value -> encode(entry.getKey()) + "=" + encode(value)))
            .collect(Collectors.joining("&"));
    return text.isEmpty() ? "" : "?" + text;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
