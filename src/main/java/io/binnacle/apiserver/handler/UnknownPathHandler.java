package io.binnacle.apiserver.handler;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Answers what no other handler does, as Kubernetes answers it: within a served API group a Status,
 * elsewhere a line of text. The last handler.
 */
public final class UnknownPathHandler implements RequestHandler {
  private static final byte[] NOT_FOUND = "404 page not found\n".getBytes(StandardCharsets.UTF_8);

  private final Predicate<String> servedGroups;

  /**
   * @param servedGroups whether an API group is served
   */
  public UnknownPathHandler(Predicate<String> servedGroups) {
    this.servedGroups = servedGroups;
  }

  @Override
  public boolean handles(RequestInfo info) {
    return true;
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    if (isBelowServedGroup(request.info().path())) {
      throw ApiException.noSuchResource();
    }
    return CompletableFuture.completedFuture(
        new ApiResult.RawResult(
            404,
            "text/plain; charset=utf-8",
            NOT_FOUND,
            Map.of("X-Content-Type-Options", "nosniff")));
  }

  private boolean isBelowServedGroup(String path) {
    String[] parts = path.split("/", 4);
    return switch (parts.length) {
      case 0, 1, 2 -> false;
      default -> parts[1].equals("api") || (parts[1].equals("apis") && servedGroups.test(parts[2]));
    };
  }
}
