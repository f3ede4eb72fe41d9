package io.binnacle.apiserver.inprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.ProxyTarget;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.TreeBody;
import io.binnacle.apiserver.facade.ApiFacade;
import io.binnacle.authentication.UserInfo;
import io.binnacle.client.ApiClient;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ObjectList;
import io.binnacle.client.PatchType;
import io.binnacle.client.WatchHandle;
import io.binnacle.client.WatchHandler;
import io.binnacle.storage.StoredObject;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The API without HTTP, for components in the API server's process. Requests pass the same facade
 * as those of anybody else; objects are handed over as the parsed versions that the store holds,
 * without encoding.
 */
final class InProcessApiClient implements ApiClient {
  /** Stands where a request over HTTP has its method. */
  private static final int NOT_FOUND = 404;

  private static final String IN_PROCESS = "";

  private static final int TIMEOUT_SECONDS = 60;
  private static final int FIRST_FAILURE = 300;

  private final ApiFacade facade;
  private final UserInfo user;

  InProcessApiClient(ApiFacade facade, UserInfo user) {
    this.facade = facade;
    this.user = user;
  }

  @Override
  public ApiObject get(GroupVersionResource resource, String namespace, String name) {
    return object(call(request("get", resource, namespace, name, "", Map.of(), TreeBody.none())));
  }

  @Override
  public ObjectList list(GroupVersionResource resource, ListOptions options) {
    ApiResult result =
        call(
            request(
                "list", resource, options.namespace(), "", "", query(options), TreeBody.none()));
    if (!(result instanceof ApiResult.ListResult list)) {
      throw new IllegalStateException("a list resulted in " + result);
    }
    List<ApiObject> items = new ArrayList<>();
    list.page().items().forEachRemaining(item -> items.add(shown(item, options.metadataOnly())));
    return new ObjectList(Long.toString(list.page().revision()), items);
  }

  static ApiObject shown(StoredObject object, boolean metadataOnly) {
    return metadataOnly ? object.metadataOnly() : object.object();
  }

  @Override
  public ApiObject create(GroupVersionResource resource, String namespace, ObjectNode object) {
    return object(
        call(
            request(
                "create",
                resource,
                namespace,
                "",
                "",
                Map.of(),
                TreeBody.json(object.deepCopy()))));
  }

  @Override
  public ApiObject createSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode body) {
    return object(
        call(
            request(
                "create",
                resource,
                namespace,
                name,
                subresource,
                Map.of(),
                TreeBody.json(body.deepCopy()))));
  }

  @Override
  public ApiObject update(GroupVersionResource resource, String namespace, ObjectNode object) {
    return put(resource, namespace, "", object);
  }

  @Override
  public ApiObject updateStatus(
      GroupVersionResource resource, String namespace, ObjectNode object) {
    return put(resource, namespace, "status", object);
  }

  @Override
  public ApiObject updateSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode object) {
    return object(
        call(
            request(
                "update",
                resource,
                namespace,
                name,
                subresource,
                Map.of(),
                TreeBody.json(object.deepCopy()))));
  }

  private ApiObject put(
      GroupVersionResource resource, String namespace, String subresource, ObjectNode object) {
    String name = object.path("metadata").path("name").asText();
    return updateSubresource(resource, namespace, name, subresource, object);
  }

  @Override
  public ApiObject patch(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      PatchType type,
      JsonNode patch) {
    TreeBody body = new TreeBody(patch.deepCopy(), type.mediaType());
    return object(call(request("patch", resource, namespace, name, subresource, Map.of(), body)));
  }

  @Override
  public void delete(
      GroupVersionResource resource, String namespace, String name, DeleteOptions options) {
    call(request("delete", resource, namespace, name, "", Map.of(), TreeBody.json(tree(options))));
  }

  @Override
  public WatchHandle watch(
      GroupVersionResource resource, ListOptions options, WatchHandler handler) {
    Map<String, List<String>> query = new HashMap<>(query(options));
    query.put("allowWatchBookmarks", List.of("true"));
    ApiResult result =
        call(request("watch", resource, options.namespace(), "", "", query, TreeBody.none()));
    if (!(result instanceof ApiResult.WatchResult watch)) {
      throw new IllegalStateException("a watch resulted in " + result);
    }
    return InProcessWatch.open(watch, handler, options.metadataOnly());
  }

  @Override
  public JsonNode getRaw(String path) {
    int mark = path.indexOf('?');
    RequestInfo info =
        RequestInfo.parse("GET", mark < 0 ? path : path.substring(0, mark), false, "");
    String query = mark < 0 ? "" : path.substring(mark + 1);
    ApiResult result = call(ApiRequest.inProcess(info, query(query), TreeBody.none(), user));
    try {
      return switch (result) {
        case ApiResult.RawResult raw when raw.code() >= FIRST_FAILURE ->
            throw ApiException.serviceUnavailable(path + " answers " + raw.code());
        case ApiResult.RawResult raw -> Json.read(raw.bytes());
        case ApiResult.DocumentResult document -> document.document();
        case ApiResult.ObjectResult object -> object.object().object().tree();
        case ApiResult.ListResult ignored -> throw notADocument(path);
        case ApiResult.WatchResult ignored -> throw notADocument(path);
        case ApiResult.ProxyResult(var target)
            when target.peer() instanceof ProxyTarget.Extension extension ->
            ExtensionDocument.read(target, extension, query);
        case ApiResult.ProxyResult ignored -> throw notADocument(path);
      };
    } catch (IOException e) {
      throw notADocument(path);
    }
  }

  private static ApiException notADocument(String path) {
    return ApiException.badRequest(path + " does not answer a document");
  }

  private ApiRequest request(
      String verb,
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      Map<String, List<String>> query,
      ApiRequest.Body body) {
    RequestInfo info =
        new RequestInfo(
            IN_PROCESS,
            true,
            verb,
            resource.group(),
            resource.version(),
            // A request for a namespace object is, as over HTTP, one within that namespace.
            namespace.isEmpty() && resource.resource().equals("namespaces") ? name : namespace,
            resource.resource(),
            subresource,
            name,
            "",
            resource.toString());
    return ApiRequest.inProcess(info, query, body, user);
  }

  private ApiResult call(ApiRequest request) {
    try {
      ApiResult result =
          facade.handle(request).toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (result instanceof ApiResult.RawResult raw && raw.code() == NOT_FOUND) {
        // A path that nobody serves, such as that of a group whose definitions are gone.
        throw ApiException.noSuchResource();
      }
      return result;
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof ApiException refusal) {
        throw refusal;
      }
      throw ApiException.internal(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      throw ApiException.timeout("the request did not complete in time", 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.serviceUnavailable("the calling thread was interrupted");
    }
  }

  private static ApiObject object(ApiResult result) {
    return switch (result) {
      case ApiResult.ObjectResult object -> object.object().object();
      case ApiResult.DocumentResult document when document.document() instanceof ObjectNode tree ->
          ApiObject.of(tree);
      default -> throw new IllegalStateException("an object was expected, not " + result);
    };
  }

  private static Map<String, List<String>> query(String encoded) {
    Map<String, List<String>> query = new HashMap<>();
    if (encoded.isEmpty()) {
      return query;
    }
    for (String parameter : encoded.split("&")) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      query
          .computeIfAbsent(
              URLDecoder.decode(name, StandardCharsets.UTF_8), unknown -> new ArrayList<>())
          .add(URLDecoder.decode(value, StandardCharsets.UTF_8));
    }
    return query;
  }

  private static Map<String, List<String>> query(ListOptions options) {
    Map<String, List<String>> query = new HashMap<>();
    if (!options.labels().isEverything()) {
      query.put("labelSelector", List.of(options.labels().toString()));
    }
    if (!options.fields().isEverything()) {
      query.put("fieldSelector", List.of(options.fields().toString()));
    }
    if (!options.resourceVersion().isEmpty()) {
      query.put("resourceVersion", List.of(options.resourceVersion()));
    }
    return query;
  }

  private static ObjectNode tree(DeleteOptions options) {
    ObjectNode tree = Json.object();
    options.gracePeriodSeconds().ifPresent(seconds -> tree.put("gracePeriodSeconds", seconds));
    options.propagationPolicy().ifPresent(policy -> tree.put("propagationPolicy", policy));
    if (options.uid().isPresent() || options.resourceVersion().isPresent()) {
      ObjectNode preconditions = tree.putObject("preconditions");
      options.uid().ifPresent(uid -> preconditions.put("uid", uid));
      options.resourceVersion().ifPresent(v -> preconditions.put("resourceVersion", v));
    }
    return tree;
  }
}
