package io.binnacle.apiserver.facade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.authentication.UserInfo;
import io.binnacle.registry.RegistryFixture;
import jakarta.interceptor.InvocationContext;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeasuringInterceptorTest {
  private static final String UNKNOWN = "code=200,component=apiserver,group=,resource=,scope=,";

  private final RegistryFixture fixture = new RegistryFixture();
  private final TreeSet<String> series = new TreeSet<>();
  private final MeasuringInterceptor interceptor =
      new MeasuringInterceptor(new RequestMetrics(metrics()), fixture.catalog());

  @AfterEach
  void close() {
    fixture.close();
  }

  private MetricRegistry metrics() {
    return fake(
        MetricRegistry.class,
        (method, arguments) -> {
          if (method.equals("timer")) {
            return fake(Timer.class, (update, values) -> null);
          }
          series.add(
              Arrays.stream((Tag[]) arguments[1])
                  .map(tag -> tag.getTagName() + "=" + tag.getTagValue())
                  .sorted()
                  .collect(Collectors.joining(",")));
          return fake(Counter.class, (increment, values) -> null);
        });
  }

  /** What a fake answers to the method of that name. */
  private interface Answer {
    Object to(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
  }

  private void request(String method, String path, int code) throws Exception {
    ApiRequest request =
        ApiRequest.inProcess(
            RequestInfo.parse(method, path, false, ""), Map.of(), body(), UserInfo.of("u"));
    ApiResult result = new ApiResult.DocumentResult(code, Json.object(), List.of());
    interceptor.measure(
        fake(
            InvocationContext.class,
            (called, arguments) ->
                called.equals("proceed")
                    ? CompletableFuture.completedFuture(result)
                    : new Object[] {request}));
  }

  private static ApiRequest.Body body() {
    return new ApiRequest.Body() {
      @Override
      public ApiRequest.DecodedBody decode(String expectedKind) {
        return new ApiRequest.DecodedBody(Json.object(), List.of());
      }

      @Override
      public JsonNode decodePatch() {
        return Json.object();
      }

      @Override
      public String mediaType() {
        return "";
      }
    };
  }

  @Test
  void requestsAreToldApartByWhatTheyAreAbout() throws Exception {
    request("GET", "/api/v1/namespaces/ns/pods/p", 200);
    request("PUT", "/apis/apps/v1/namespaces/ns/deployments/d/scale", 409);
    assertThat(series)
        .containsExactly(
            "code=200,component=apiserver,group=,resource=pods,scope=resource,subresource=,"
                + "verb=GET,version=v1",
            "code=409,component=apiserver,group=apps,resource=deployments,scope=resource,"
                + "subresource=scale,verb=PUT,version=v1");
  }

  @Test
  void namesOfObjectsAndNamespacesAreNoLabels() throws Exception {
    for (int i = 0; i < 50; i++) {
      request("GET", "/api/v1/namespaces/ns-" + i + "/pods/p-" + i, 200);
    }
    assertThat(series).hasSize(1);
  }

  @Test
  void whatClientsMakeUpIsOneSeriesOnly() throws Exception {
    for (int i = 0; i < 50; i++) {
      request("GET", "/apis/apps/v" + i + "beta9/deployments", 200);
      request("GET", "/api/v" + (i + 2) + "/namespaces/ns/pods/p", 200);
      request("GET", "/api/v1/things" + i + "/t", 200);
      request("GET", "/apis/group" + i + ".example.com/v1/pods/p", 200);
      request("GET", "/api/v1/namespaces/ns/pods/p/part" + i, 200);
      request("GET", "/nowhere/" + i, 200);
    }
    assertThat(series)
        .containsExactly(
            UNKNOWN + "subresource=,verb=GET,version=",
            UNKNOWN + "subresource=,verb=LIST,version=");
  }

  @Test
  void methodsThatNobodyKnowsAreOneVerb() throws Exception {
    for (int i = 0; i < 50; i++) {
      request("BREW" + i, "/api/v1/pods", 200);
      request("BREW" + i, "/healthz", 200);
    }
    assertThat(series)
        .containsExactly(
            "code=200,component=apiserver,group=,resource=,scope=,subresource=,verb=other,version=",
            "code=200,component=apiserver,group=,resource=pods,scope=cluster,subresource=,"
                + "verb=other,version=v1");
  }

  /** A webhook's refusal brings its own code, and may bring any number. */
  @Test
  void codesThatHttpDoesNotHaveAreOne() throws Exception {
    for (int i = 0; i < 50; i++) {
      request("GET", "/version", 600 + i);
      request("GET", "/version", -i);
    }
    assertThat(series)
        .containsExactly(
            "code=other,component=apiserver,group=,resource=,scope=,subresource=,verb=GET,version=");
  }
}
