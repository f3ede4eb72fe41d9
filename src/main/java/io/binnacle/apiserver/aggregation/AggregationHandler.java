package io.binnacle.apiserver.aggregation;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.ProxyTarget;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.handler.RequestHandler;
import io.binnacle.extension.TargetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends requests for the group versions of extension API servers there, together with who makes
 * them. Comes before the handlers of what this server serves itself: an APIService with a service
 * takes its group version over.
 */
public final class AggregationHandler implements RequestHandler {
  private static final String OPEN_API = "/openapi/v3";
  private static final byte[] UNAVAILABLE =
      "service unavailable\n".getBytes(StandardCharsets.UTF_8);

  private final ExtensionApis apis;
  private final ExtensionServers servers;

  public AggregationHandler(ExtensionApis apis, ExtensionServers servers) {
    this.apis = apis;
    this.servers = servers;
  }

  @Override
  public boolean handles(RequestInfo info) {
    return serving(info.path()).isPresent();
  }

  private Optional<ExtensionApi> serving(String path) {
    return path.startsWith(OPEN_API)
        ? apis.serving(path.substring(OPEN_API.length()))
        : apis.serving(path);
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    String path = request.info().path();
    ApiResult result =
        serving(path)
            .filter(ExtensionApi::available)
            .flatMap(api -> target(api, path, request))
            .<ApiResult>map(ApiResult.ProxyResult::new)
            .orElseGet(AggregationHandler::unavailable);
    return CompletableFuture.completedFuture(result);
  }

  private Optional<ProxyTarget> target(ExtensionApi api, String path, ApiRequest request) {
    try {
      URI base = servers.address(api);
      return Optional.of(
          new ProxyTarget(
              URI.create(base + TargetAddress.encodePath(path)),
              new ProxyTarget.Extension(servers.client(api), request.user()),
              "",
              true));
    } catch (ApiException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** As Kubernetes says it: a line of text. */
  private static ApiResult unavailable() {
    return new ApiResult.RawResult(
        503, "text/plain; charset=utf-8", UNAVAILABLE, Map.of("X-Content-Type-Options", "nosniff"));
  }
}
