package io.binnacle.apiserver.bundle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.discovery.DiscoveredResource;
import io.binnacle.apiserver.handler.RequestHandler;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.registry.Registry;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.Transaction;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Answers {@code POST /apis/binnacle.io/v1/bundles}. Each item is authorized, admitted and
 * validated as a request of its own; then all are committed in one group.
 */
public final class BundleHandler implements RequestHandler {
  static final String GROUP = "binnacle.io";
  static final String VERSION = "v1";
  static final String KIND = "Bundle";
  static final String API_VERSION = GROUP + "/" + VERSION;
  static final String PATH = "/apis/" + API_VERSION + "/bundles";

  private static final String PLURAL = "bundles";
  private static final int MOST_ATTEMPTS = 8;
  private static final int RETRY_AFTER_SECONDS = 1;

  private final ResourceCatalog catalog;
  private final Transaction.Source transactions;
  private final Function<Registry, RequestHandler> resources;
  private final AuthorizationChain authorization;
  private final Executor executor;

  /**
   * @param resources answers requests on resources by a registry
   * @param executor where bundles are computed: an item may wait for a webhook
   */
  public BundleHandler(
      ResourceCatalog catalog,
      Transaction.Source transactions,
      Function<Registry, RequestHandler> resources,
      AuthorizationChain authorization,
      Executor executor) {
    this.catalog = catalog;
    this.transactions = transactions;
    this.resources = resources;
    this.authorization = authorization;
    this.executor = executor;
  }

  /** What discovery tells of this group. */
  public static List<DiscoveredResource> resources() {
    GroupVersion groupVersion = new GroupVersion(GROUP, VERSION);
    return List.of(
        new DiscoveredResource(
            groupVersion,
            PLURAL,
            "bundle",
            KIND,
            false,
            List.of("create"),
            List.of(),
            List.of(),
            List.of(),
            groupVersion));
  }

  @Override
  public boolean handles(RequestInfo info) {
    return info.isResourceRequest()
        && info.apiGroup().equals(GROUP)
        && info.apiVersion().equals(VERSION)
        && info.resource().equals(PLURAL)
        && info.namespace().isEmpty()
        && info.name().isEmpty();
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    if (!request.info().verb().equals("create")) {
      throw ApiException.noSuchMethod();
    }
    ObjectNode bundle = request.body().decodeObject(KIND).object();
    requireBundle(bundle);
    boolean dryRun = dryRun(request);
    return attempt(request, BundleItem.parse(bundle, catalog), dryRun, 1);
  }

  private static void requireBundle(ObjectNode bundle) {
    String kind = bundle.path("kind").asText();
    String version = bundle.path("apiVersion").asText();
    if (!kind.equals(KIND) || !version.equals(API_VERSION)) {
      throw ApiException.badRequest(
          kind
              + " in version \""
              + version
              + "\" cannot be handled as a Bundle: a bundle is of kind "
              + KIND
              + " in version \""
              + API_VERSION
              + "\"");
    }
  }

  private static boolean dryRun(ApiRequest request) {
    List<String> values = request.query().getOrDefault("dryRun", List.of());
    if (values.stream().anyMatch(value -> !value.equals("All"))) {
      throw ApiException.badRequest("dryRun: Unsupported value: supported values: \"All\"");
    }
    return !values.isEmpty();
  }

  private CompletionStage<ApiResult> attempt(
      ApiRequest request, List<BundleItem> items, boolean dryRun, int number) {
    return transactions
        .begin()
        .thenComposeAsync(
            transaction -> {
              BundleRun run =
                  new BundleRun(
                      request,
                      resources.apply(transaction.registry()),
                      authorization,
                      transaction.baseRevision());
              run.perform(items);
              if (dryRun) {
                return CompletableFuture.completedStage(result(run.document(Optional.empty())));
              }
              return transaction
                  .commit()
                  .thenCompose(committed ->
                      committed.isPresent()
                          ? CompletableFuture.completedStage(result(run.document(committed)))
                          : again(request, items, number));
            },
            executor);
  }

  private CompletionStage<ApiResult> again(ApiRequest request, List<BundleItem> items, int number) {
    return number < MOST_ATTEMPTS
        ? attempt(request, items, false, number + 1)
        : CompletableFuture.failedStage(
            ApiException.tooManyRequests(
                "too many others are writing what this bundle writes, please try again later",
                RETRY_AFTER_SECONDS));
  }

  private static ApiResult result(ObjectNode document) {
    return new ApiResult.DocumentResult(200, document, List.of());
  }
}
