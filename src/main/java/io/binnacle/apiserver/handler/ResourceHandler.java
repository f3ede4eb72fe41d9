package io.binnacle.apiserver.handler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.encoding.ContentNegotiation;
import io.binnacle.registry.Deleted;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.Registry;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.Subresource;
import io.binnacle.registry.Verb;
import io.binnacle.registry.WriteOptions;
import io.binnacle.registry.Written;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The verbs of every stored resource, built in or custom: finds the definition and calls the
 * registry.
 */
public final class ResourceHandler implements RequestHandler {
  private static final String DELETE_OPTIONS = "DeleteOptions";
  private static final Pattern UNRECOGNIZED =
      Pattern.compile(
          "the object provided is unrecognized \\(must be of type [^)]*\\): (.*) \\(.*\\)",
          Pattern.DOTALL);

  private final ResourceCatalog catalog;
  private final Registry registry;
  private final ConnectHandler connect;
  private final ContentNegotiation negotiation;

  /**
   * @param negotiation refuses what the client does not accept before anything is done for it
   */
  public ResourceHandler(
      ResourceCatalog catalog,
      Registry registry,
      ConnectHandler connect,
      ContentNegotiation negotiation) {
    this.catalog = catalog;
    this.registry = registry;
    this.connect = connect;
    this.negotiation = negotiation;
  }

  @Override
  public boolean handles(RequestInfo info) {
    return info.isResourceRequest()
        && find(info)
            .filter(definition -> !definition.isCustom() || isInItsScope(definition, info))
            .isPresent();
  }

  private Optional<ResourceDefinition> find(RequestInfo info) {
    return catalog.find(
        new GroupVersionResource(info.apiGroup(), info.apiVersion(), info.resource()));
  }

  private static boolean isInItsScope(ResourceDefinition definition, RequestInfo info) {
    return definition.namespaced() || info.namespace().isEmpty() || isNamespaceItself(info);
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    RequestInfo info = request.info();
    ResourceDefinition definition = find(info).orElseThrow(ApiException::noSuchResource);
    definition.custom().ifPresent(version -> request.warn(version.deprecationWarning()));
    if (!isInItsScope(definition, info)) {
      throw notFound();
    }
    requireNamespace(definition, info);
    RequestScope scope =
        new RequestScope(
            definition,
            info.apiVersion(),
            definition.namespaced() ? info.namespace() : "",
            info.subresource(),
            request.user());
    return info.subresource().isEmpty()
        ? object(request, scope)
        : subresource(request, scope, info.subresource());
  }

  /** Across namespaces there is only reading. */
  private static void requireNamespace(ResourceDefinition definition, RequestInfo info) {
    if (!definition.namespaced() || !info.namespace().isEmpty()) {
      return;
    }
    boolean collectionRead = info.verb().equals("list") || info.verb().equals("watch");
    if (!collectionRead) {
      throw info.name().isEmpty() ? methodNotAllowed() : notFound();
    }
  }

  private static boolean isNamespaceItself(RequestInfo info) {
    return info.resource().equals("namespaces") && info.apiGroup().isEmpty();
  }

  private CompletionStage<ApiResult> object(ApiRequest request, RequestScope scope) {
    RequestInfo info = request.info();
    requireVerb(scope.definition(), scope.definition().verbs(), info.verb(), request);
    requireTarget(info);
    requireAcceptable(request, scope);
    return switch (info.verb()) {
      case "get" -> request.flag("history") ? history(request, scope) : get(request, scope);
      case "list" ->
          registry
              .list(scope, RequestOptions.read(request))
              .thenApply(page -> new ApiResult.ListResult(scope, page));
      case "watch" -> watch(request, scope);
      case "create" -> create(request, scope);
      case "update" -> update(request, scope);
      case "patch" -> patch(request, scope);
      case "delete" -> delete(request, scope);
      case "deletecollection" ->
          registry
              .deleteCollection(
                  scope,
                  RequestOptions.read(request),
                  deleteOptions(request),
                  RequestOptions.dryRun(request))
              .thenApply(page -> new ApiResult.ListResult(scope, page));
      default -> throw methodNotAllowed();
    };
  }

  private CompletionStage<ApiResult> get(ApiRequest request, RequestScope scope) {
    String name = request.info().name();
    String at = RequestOptions.moment(request);
    return (at.isEmpty()
            ? registry.get(scope, name, request.parameter("resourceVersion"))
            : registry.getAt(scope, name, at))
        .thenApply(object -> new ApiResult.ObjectResult(200, scope, object, List.of()));
  }

  private CompletionStage<ApiResult> history(ApiRequest request, RequestScope scope) {
    if (!RequestOptions.moment(request).isEmpty()) {
      throw ApiException.badRequest("at is forbidden when history is provided");
    }
    return registry
        .history(scope, request.info().name())
        .thenApply(versions -> document(ObjectHistory.document(versions)));
  }

  private void requireAcceptable(ApiRequest request, RequestScope scope) {
    switch (request.info().verb()) {
      case "list", "deletecollection" -> negotiation.list(request.accept(), scope);
      case "watch" -> {
        if (!request.wantsServerSentEvents()) {
          negotiation.watch(request.accept(), scope);
        }
      }
      default -> negotiation.object(request.accept(), scope);
    }
  }

  private CompletionStage<ApiResult> subresource(
      ApiRequest request, RequestScope scope, String name) {
    Subresource subresource =
        scope.definition().subresource(name).orElseThrow(() -> noSubresource(request, scope));
    requireVerb(scope.definition(), subresource.verbs(), request.info().verb(), request);
    if (subresource instanceof Subresource.Status || subresource instanceof Subresource.Part) {
      negotiation.object(request.accept(), scope);
    } else if (!(subresource instanceof Subresource.Connect)) {
      negotiation.document(request.accept(), subresource.kind());
    }
    return switch (subresource) {
      case Subresource.Status ignored -> partVerb(request, scope);
      case Subresource.Part ignored -> partVerb(request, scope);
      case Subresource.Scale ignored -> scaleVerb(request, scope);
      case Subresource.Action ignored ->
          registry
              .act(
                  scope,
                  request.info().name(),
                  ObjectBodies.decode(request, scope).object(),
                  RequestOptions.write(request))
              .thenApply(document -> new ApiResult.DocumentResult(201, document, List.of()));
      case Subresource.Connect ignored -> connect.connect(request, scope);
    };
  }

  private CompletionStage<ApiResult> partVerb(ApiRequest request, RequestScope scope) {
    return switch (request.info().verb()) {
      case "get" -> get(request, scope);
      case "update" -> update(request, scope);
      case "patch" -> patch(request, scope);
      default -> throw methodNotAllowed();
    };
  }

  private CompletionStage<ApiResult> scaleVerb(ApiRequest request, RequestScope scope) {
    String name = request.info().name();
    return switch (request.info().verb()) {
      case "get" -> {
        if (!RequestOptions.moment(request).isEmpty()) {
          throw ApiException.badRequest("at is forbidden for scale");
        }
        yield registry.getScale(scope, name).thenApply(ResourceHandler::document);
      }
      case "update" ->
          registry
              .update(
                  scope,
                  name,
                  ObjectBodies.decode(request, scope).object(),
                  RequestOptions.write(request))
              .thenCompose(written -> registry.getScale(scope, name))
              .thenApply(ResourceHandler::document);
      case "patch" ->
          registry
              .patch(
                  scope,
                  name,
                  RequestOptions.patch(request, scope.definition()),
                  RequestOptions.write(request))
              .thenCompose(written -> registry.getScale(scope, name))
              .thenApply(ResourceHandler::document);
      default -> throw methodNotAllowed();
    };
  }

  private static ApiResult document(ObjectNode document) {
    return new ApiResult.DocumentResult(200, document, List.of());
  }

  private CompletionStage<ApiResult> create(ApiRequest request, RequestScope scope) {
    WriteOptions options = RequestOptions.write(request);
    ApiRequest.DecodedBody body = ObjectBodies.decode(request, scope);
    return registry
        .create(scope, body.object(), options.withDuplicateFields(body.duplicateFields()))
        .thenApply(written -> result(scope, written, 201, List.of()));
  }

  private CompletionStage<ApiResult> update(ApiRequest request, RequestScope scope) {
    WriteOptions options = RequestOptions.write(request);
    ApiRequest.DecodedBody body = ObjectBodies.decode(request, scope);
    return registry
        .update(
            scope,
            request.info().name(),
            body.object(),
            options.withDuplicateFields(body.duplicateFields()))
        .thenApply(written -> result(scope, written, written.created() ? 201 : 200, List.of()));
  }

  private CompletionStage<ApiResult> patch(ApiRequest request, RequestScope scope) {
    return registry
        .patch(
            scope,
            request.info().name(),
            RequestOptions.patch(request, scope.definition()),
            RequestOptions.write(request))
        .thenApply(written -> result(scope, written, written.created() ? 201 : 200, List.of()));
  }

  private static ApiResult result(
      RequestScope scope, Written written, int code, List<String> warnings) {
    List<String> all = new java.util.ArrayList<>(warnings);
    all.addAll(written.warnings());
    return new ApiResult.ObjectResult(code, scope, written.object(), all);
  }

  private CompletionStage<ApiResult> delete(ApiRequest request, RequestScope scope) {
    return registry
        .delete(
            scope, request.info().name(), deleteOptions(request), RequestOptions.dryRun(request))
        .thenApply(deleted -> deletionResult(scope, deleted));
  }

  /**
   * A Status names what is gone by its uid; an object that stays for a while is answered itself, as
   * Kubernetes does.
   */
  private static ApiResult deletionResult(RequestScope scope, Deleted deleted) {
    boolean returnsObject = scope.definition().strategy().returnsDeletedObject();
    if (!deleted.gone() || returnsObject) {
      return new ApiResult.ObjectResult(200, scope, deleted.object(), List.of());
    }
    ObjectNode status = Json.object();
    status.put("kind", "Status");
    status.put("apiVersion", "v1");
    status.set("metadata", Json.object());
    status.put("status", "Success");
    ObjectNode details = status.putObject("details");
    details.put("name", deleted.object().key().name());
    if (!scope.definition().group().isEmpty()) {
      details.put("group", scope.definition().group());
    }
    details.put("kind", scope.definition().plural());
    details.put("uid", deleted.object().object().uid());
    return new ApiResult.DocumentResult(200, status, List.of());
  }

  /** A watch that names an object, and was authorized for it, sees nothing else. */
  private CompletionStage<ApiResult> watch(ApiRequest request, RequestScope scope) {
    ReadOptions given = RequestOptions.read(request);
    String name = request.info().name();
    ReadOptions options = name.isEmpty() ? given : given.forName(name);
    return java.util.concurrent.CompletableFuture.completedFuture(
        new ApiResult.WatchResult(scope, options, sink -> registry.watch(scope, options, sink)));
  }

  /** What is no DeleteOptions is refused without a reason, as Kubernetes does. */
  private static JsonNode deleteOptions(ApiRequest request) {
    ObjectNode options;
    try {
      options = request.body().decode(DELETE_OPTIONS).object();
    } catch (ApiException e) {
      throw e.is(StatusReason.BAD_REQUEST) ? ApiException.unclassified(decoderMessage(e)) : e;
    }
    String kind = options.path("kind").asText();
    if (!kind.isEmpty() && !kind.equals(DELETE_OPTIONS)) {
      throw ApiException.unclassified(
          "no kind \""
              + kind
              + "\" is registered for version \""
              + options.path("apiVersion").asText()
              + "\" in scheme"
              + " \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
    }
    return RequestOptions.delete(request, options);
  }

  /** What the decoder found, without the sentence around it. */
  private static String decoderMessage(ApiException refusal) {
    Matcher sentence = UNRECOGNIZED.matcher(String.valueOf(refusal.getMessage()));
    return sentence.matches() ? sentence.group(1) : String.valueOf(refusal.getMessage());
  }

  private static void requireVerb(
      ResourceDefinition definition, Set<Verb> verbs, String verb, ApiRequest request) {
    Optional<Verb> known =
        verbs.stream().filter(candidate -> candidate.text().equals(verb)).findFirst();
    boolean connect =
        definition
            .subresource(request.info().subresource())
            .filter(Subresource.Connect.class::isInstance)
            .isPresent();
    boolean headOnly = request.info().method().equals("HEAD");
    if (!connect && (known.isEmpty() || headOnly)) {
      throw methodNotAllowed();
    }
  }

  /** Objects are created in their collection, and changed one by one. */
  private static void requireTarget(RequestInfo info) {
    boolean named = !info.name().isEmpty();
    switch (info.verb()) {
      case "create" -> {
        if (named) {
          throw methodNotAllowed();
        }
      }
      case "update", "patch" -> {
        if (!named) {
          throw methodNotAllowed();
        }
      }
      default -> {
        // The verb itself tells a collection from an object.
      }
    }
  }

  private static ApiException methodNotAllowed() {
    return ApiException.noSuchMethod();
  }

  private static ApiException noSubresource(ApiRequest request, RequestScope scope) {
    return scope.definition().isCustom()
        ? ApiException.notFound(scope.definition().groupResource(), request.info().name())
        : notFound();
  }

  private static ApiException notFound() {
    return ApiException.noSuchResource();
  }
}
