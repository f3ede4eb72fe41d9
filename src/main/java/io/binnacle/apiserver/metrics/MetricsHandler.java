package io.binnacle.apiserver.metrics;

import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.handler.RequestHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Answers {@code /metrics}: the application's metrics, then those of the virtual machine and the
 * server.
 */
public final class MetricsHandler implements RequestHandler {
  private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final List<MetricRegistry> registries;

  public MetricsHandler(List<MetricRegistry> registries) {
    this.registries = List.copyOf(registries);
  }

  @Override
  public boolean handles(RequestInfo info) {
    return info.path().equals("/metrics");
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    PrometheusText text = new PrometheusText();
    registries.forEach(text::append);
    return CompletableFuture.completedFuture(
        new ApiResult.RawResult(
            200, MEDIA_TYPE, text.toString().getBytes(StandardCharsets.UTF_8), Map.of()));
  }
}
