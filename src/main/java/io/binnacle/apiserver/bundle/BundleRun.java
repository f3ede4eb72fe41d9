package io.binnacle.apiserver.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.managedfields.FieldWriter;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.TreeBody;
import io.binnacle.apiserver.bundle.BundleItem.Operation;
import io.binnacle.apiserver.handler.RequestHandler;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.storage.CommitResult;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * One try to do what a bundle says, item by item, each as the request that it would be by itself.
 * For one thread.
 */
final class BundleRun {
  private static final List<String> PASSED_ON =
      List.of("fieldManager", "fieldValidation", "force", "dryRun");

  private final ApiRequest bundle;
  private final RequestHandler resources;
  private final AuthorizationChain authorization;
  private final long baseRevision;
  private final List<Done> done = new ArrayList<>();

  /** What became of an item; the object is null where nothing is left of it. */
  private record Done(BundleItem item, String result, Optional<StoredObject> object) {}

  /**
   * @param resources answers requests within the transaction
   */
  BundleRun(
      ApiRequest bundle,
      RequestHandler resources,
      AuthorizationChain authorization,
      long baseRevision) {
    this.bundle = bundle;
    this.resources = resources;
    this.authorization = authorization;
    this.baseRevision = baseRevision;
  }

  /**
   * @throws ApiException what the first item that is refused was refused with, and which it was
   */
  void perform(List<BundleItem> items) {
    for (int i = 0; i < items.size(); i++) {
      BundleItem item = items.get(i);
      try {
        done.add(perform(item));
      } catch (ApiException refusal) {
        throw naming(i, item, refusal);
      }
    }
  }

  private Done perform(BundleItem item) {
    ApiRequest request = request(item, item.operation().verb(), body(item));
    authorization.check(request.attributes());
    ApiResult result = answer(request);
    request.warnings().forEach(bundle::warn);
    if (!(result instanceof ApiResult.ObjectResult written)) {
      return new Done(item, "Deleted", Optional.empty());
    }
    written.warnings().forEach(bundle::warn);
    if (item.operation() == Operation.APPLY && written.code() == 201) {
      authorization.check(request(item, "create", TreeBody.none()).attributes());
    }
    return new Done(item, result(item, written), Optional.of(written.object()));
  }

  private ApiRequest request(BundleItem item, String verb, ApiRequest.Body body) {
    ApiRequest request =
        ApiRequest.external(
            item.request(verb),
            query(item),
            "application/json",
            bundle.userAgent(),
            body,
            bundle.credentials());
    request.authenticatedAs(bundle.user());
    return request;
  }

  private Map<String, List<String>> query(BundleItem item) {
    Map<String, List<String>> query = new HashMap<>();
    for (String parameter : PASSED_ON) {
      // Nothing but an apply takes another's fields by force.
      if (bundle.query().containsKey(parameter)
          && (!parameter.equals("force") || item.operation() == Operation.APPLY)) {
        query.put(parameter, bundle.query().get(parameter));
      }
    }
    query.putIfAbsent("fieldManager", List.of(FieldWriter.managerOf(bundle.userAgent())));
    return query;
  }

  /** A copy: whoever handles it takes it over, and a bundle may be tried more than once. */
  private static ApiRequest.Body body(BundleItem item) {
    return switch (item.operation()) {
      case APPLY -> new TreeBody(item.object().deepCopy(), "application/apply-patch+yaml");
      case CREATE, UPDATE -> TreeBody.json(item.object().deepCopy());
      case DELETE -> TreeBody.json(item.deleteOptions());
    };
  }

  private ApiResult answer(ApiRequest request) {
    try {
      return resources.handle(request).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ApiException refusal ? refusal : e;
    }
  }

  private String result(BundleItem item, ApiResult.ObjectResult written) {
    if (item.operation() == Operation.DELETE) {
      return "Deleting";
    }
    if (written.code() == 201) {
      return "Created";
    }
    return written.object().revision() > baseRevision ? "Configured" : "Unchanged";
  }

  /** The refusal as it is, with the item in its message and in the field of each cause. */
  private static ApiException naming(int index, BundleItem item, ApiException refusal) {
    ObjectNode status = refusal.status().deepCopy();
    String message = status.path("message").asText();
    status.put("message", "items[" + index + "] (" + item + "): " + message);
    String field = "items[" + index + "].object";
    ObjectNode details = status.withObjectProperty("details");
    JsonNode causes = details.path("causes");
    if (causes.isEmpty()) {
      details
          .putArray("causes")
          .addObject()
          .put("reason", refusal.reason())
          .put("message", message)
          .put("field", field);
    }
    for (JsonNode cause : causes) {
      String within = cause.path("field").asText();
      ((ObjectNode) cause).put("field", within.isEmpty() ? field : field + "." + within);
    }
    return ApiException.ofStatus(status);
  }

  private record Key(GroupResource resource, ObjectKey key) {}

  /**
   * The bundle as it took effect.
   *
   * @param committed empty after a dry run
   */
  ObjectNode document(Optional<CommitResult> committed) {
    Map<Key, Long> revisions = new HashMap<>();
    committed.ifPresent(result ->
        result
            .outcomes()
            .forEach(outcome ->
                outcome.ifPresent(object ->
                    revisions.put(new Key(object.resource(), object.key()), object.revision()))));
    ObjectNode document = Json.object();
    document.put("kind", BundleHandler.KIND);
    document.put("apiVersion", BundleHandler.API_VERSION);
    ObjectNode metadata = document.putObject("metadata");
    committed.ifPresent(
        result -> metadata.put("resourceVersion", Long.toString(result.revision())));
    ArrayNode items = document.putArray("items");
    for (Done item : done) {
      ObjectNode entry = items.addObject();
      entry.put("operation", item.item.operation().text());
      entry.put("result", item.result);
      item.object.ifPresent(object -> entry.set("object", versioned(object, revisions)));
    }
    return document;
  }

  /** What was written got its resourceVersion from the commit alone. */
  private ObjectNode versioned(StoredObject object, Map<Key, Long> revisions) {
    ObjectNode tree = object.object().copyTree();
    ObjectNode metadata = (ObjectNode) tree.get("metadata");
    Long revision = revisions.get(new Key(object.resource(), object.key()));
    if (revision != null) {
      metadata.put("resourceVersion", Long.toString(revision));
    } else if (object.revision() > baseRevision || object.revision() == 0) {
      metadata.remove("resourceVersion");
    }
    return tree;
  }
}
