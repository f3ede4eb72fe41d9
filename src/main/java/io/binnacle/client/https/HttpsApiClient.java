package io.binnacle.client.https;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.DelayedExecutor;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjectList;
import io.binnacle.client.PatchType;
import io.binnacle.client.WatchEvent;
import io.binnacle.client.WatchHandle;
import io.binnacle.client.WatchHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The API over HTTPS, with the identity of its {@link ClusterConnection}. Safe for any thread; one
 * instance pools its connections.
 */
public final class HttpsApiClient implements ApiClient, AutoCloseable {
  /** Longer than the minute after which a server sends a bookmark on a quiet watch. */
  public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(3);

  private final Exchange exchange;
  private final WatchStream.Timing watchTiming;

  /**
   * @param userAgent names the component in the server's audit log
   * @param timer looks after watches on which nothing comes
   * @param idleTimeout how long a watch may be silent before it counts as broken
   */
  public HttpsApiClient(
      ClusterConnection cluster,
      String userAgent,
      Clock clock,
      DelayedExecutor timer,
      Duration idleTimeout) {
    this.exchange = new Exchange(cluster, userAgent);
    this.watchTiming = new WatchStream.Timing(clock, timer, idleTimeout);
  }

  @Override
  public ApiObject get(GroupVersionResource resource, String namespace, String name) {
    return object(
        exchange.send("GET", RequestPath.object(resource, namespace, name, ""), Exchange.NO_BODY));
  }

  @Override
  public ObjectList list(GroupVersionResource resource, ListOptions options) {
    String path =
        RequestPath.collection(resource, options.namespace()) + RequestPath.query(options, false);
    JsonNode list = exchange.send("GET", path, Exchange.NO_BODY);
    // The items of a list do not repeat what the list's own kind says.
    String kind = list.path("kind").asText().replaceFirst("List$", "");
    String apiVersion = list.path("apiVersion").asText();
    List<ApiObject> items = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      items.add(options.shown(ApiObject.of(withType((ObjectNode) item, apiVersion, kind))));
    }
    return new ObjectList(list.path("metadata").path("resourceVersion").asText(), items);
  }

  private static ObjectNode withType(ObjectNode item, String apiVersion, String kind) {
    if (item.has("kind")) {
      return item;
    }
    ObjectNode typed = Json.object().put("apiVersion", apiVersion).put("kind", kind);
    return typed.setAll(item);
  }

  @Override
  public ApiObject create(GroupVersionResource resource, String namespace, ObjectNode object) {
    return object(
        exchange.send(
            "POST", RequestPath.collection(resource, namespace), Exchange.Body.json(object)));
  }

  @Override
  public ApiObject createSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode body) {
    return object(
        exchange.send(
            "POST",
            RequestPath.object(resource, namespace, name, subresource),
            Exchange.Body.json(body)));
  }

  @Override
  public ApiObject update(GroupVersionResource resource, String namespace, ObjectNode object) {
    return updateSubresource(resource, namespace, nameOf(object), "", object);
  }

  @Override
  public ApiObject updateStatus(
      GroupVersionResource resource, String namespace, ObjectNode object) {
    return updateSubresource(resource, namespace, nameOf(object), "status", object);
  }

  @Override
  public ApiObject updateSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode object) {
    return object(
        exchange.send(
            "PUT",
            RequestPath.object(resource, namespace, name, subresource),
            Exchange.Body.json(object)));
  }

  @Override
  public ApiObject patch(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      PatchType type,
      JsonNode patch) {
    String path = RequestPath.object(resource, namespace, name, subresource);
    String query =
        type == PatchType.APPLY ? "?fieldManager=" + RequestPath.parameter("binnacle") : "";
    return object(
        exchange.send(
            "PATCH", path + query, new Exchange.Body(type.mediaType(), Json.write(patch))));
  }

  @Override
  public void delete(
      GroupVersionResource resource, String namespace, String name, DeleteOptions options) {
    exchange.send(
        "DELETE",
        RequestPath.object(resource, namespace, name, ""),
        Exchange.Body.json(document(options)));
  }

  private static ObjectNode document(DeleteOptions options) {
    ObjectNode document = Json.object().put("apiVersion", "v1").put("kind", "DeleteOptions");
    options.gracePeriodSeconds().ifPresent(seconds -> document.put("gracePeriodSeconds", seconds));
    options.propagationPolicy().ifPresent(policy -> document.put("propagationPolicy", policy));
    options.uid().ifPresent(uid -> document.withObjectProperty("preconditions").put("uid", uid));
    options
        .resourceVersion()
        .ifPresent(version ->
            document.withObjectProperty("preconditions").put("resourceVersion", version));
    return document;
  }

  @Override
  public WatchHandle watch(
      GroupVersionResource resource, ListOptions options, WatchHandler handler) {
    String path =
        RequestPath.collection(resource, options.namespace()) + RequestPath.query(options, true);
    WatchStream stream = new WatchStream(exchange, path, shown(options, handler), watchTiming);
    stream.open();
    return stream;
  }

  private static WatchHandler shown(ListOptions options, WatchHandler handler) {
    if (!options.metadataOnly()) {
      return handler;
    }
    return new WatchHandler() {
      @Override
      public void onEvent(WatchEvent event) {
        handler.onEvent(new WatchEvent(event.type(), options.shown(event.object())));
      }

      @Override
      public void onClose(@Nullable ApiException reason) {
        handler.onClose(reason);
      }
    };
  }

  @Override
  public JsonNode getRaw(String path) {
    return exchange.send("GET", path, Exchange.NO_BODY);
  }

  /** Breaks what is under way, watches included. */
  @Override
  public void close() {
    exchange.close();
  }

  private static String nameOf(ObjectNode object) {
    return object.path("metadata").path("name").asText();
  }

  private static ApiObject object(JsonNode answer) {
    if (answer instanceof ObjectNode tree) {
      return ApiObject.of(tree);
    }
    throw ApiException.internal("the server answered with something that is no object");
  }
}
