package io.binnacle.apiserver.facade;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.registry.ResourceCatalog;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Measures each request from its entry until its result is known, which for a write is after the
 * commit.
 */
@Measured
@Interceptor
@Priority(Interceptors.MEASURE)
final class MeasuringInterceptor {
  private final RequestMetrics metrics;
  private final ResourceCatalog catalog;

  @Inject
  MeasuringInterceptor(RequestMetrics metrics, ResourceCatalog catalog) {
    this.metrics = metrics;
    this.catalog = catalog;
  }

  @AroundInvoke
  Object measure(InvocationContext context) throws Exception {
    ApiRequest request = (ApiRequest) context.getParameters()[0];
    long start = System.nanoTime();
    try {
      CompletionStage<?> stage = (CompletionStage<?>) context.proceed();
      return stage.whenComplete((result, failure) -> finish(request, start, result, failure));
    } catch (ApiException e) {
      finish(request, start, null, e);
      throw e;
    }
  }

  private void finish(
      ApiRequest request, long start, @Nullable Object result, @Nullable Throwable failure) {
    RequestInfo info = request.info();
    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    metrics.record(info, isKnown(info), code(result, failure), duration);
  }

  /** What clients make up may not become a time series: there is no end of it. */
  private boolean isKnown(RequestInfo info) {
    return info.isResourceRequest()
        && catalog
            .find(new GroupResource(info.apiGroup(), info.resource()))
            .filter(definition -> definition.versions().contains(info.apiVersion()))
            .filter(definition ->
                info.subresource().isEmpty()
                    || definition.subresource(info.subresource()).isPresent())
            .isPresent();
  }

  private static int code(@Nullable Object result, @Nullable Throwable failure) {
    if (failure != null) {
      Throwable cause = failure.getCause() instanceof ApiException inner ? inner : failure;
      return cause instanceof ApiException refusal ? refusal.code() : 500;
    }
    return switch ((ApiResult) result) {
      case ApiResult.ObjectResult object -> object.code();
      case ApiResult.DocumentResult document -> document.code();
      case ApiResult.RawResult raw -> raw.code();
      case ApiResult.ListResult ignored -> 200;
      case ApiResult.WatchResult ignored -> 200;
      case ApiResult.ProxyResult ignored -> 200;
      case null -> 500;
    };
  }
}
