package io.binnacle.apiserver.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.ProxyTarget;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.facade.ApiFacade;
import io.binnacle.apiserver.handler.RequestDispatcher;
import io.binnacle.apiserver.handler.RequestHandler;
import io.binnacle.apiserver.handler.UnknownPathHandler;
import io.binnacle.apiserver.proxy.FrontProxyHeaders;
import io.binnacle.authentication.UserInfo;
import io.binnacle.client.ListOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class InProcessApiClientTest {
  /** The server answers such a path with a line of text, as Kubernetes does. */
  @Test
  void whatNobodyServesIsNotFound() {
    RequestDispatcher dispatcher =
        new RequestDispatcher(List.of(new UnknownPathHandler(group -> false)));
    InProcessApiClient client =
        new InProcessApiClient(new ApiFacade(dispatcher), UserInfo.of("admin", UserInfo.MASTERS));

    assertThatThrownBy(() ->
            client.list(
                new GroupVersionResource("gone.example.com", "v1", "widgets"),
                ListOptions.allNamespaces()))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.isNotFound()).isTrue());
  }

  /** Answers all requests in one way. */
  private record Answering(ApiResult result) implements RequestHandler {
    @Override
    public boolean handles(RequestInfo info) {
      return true;
    }

    @Override
    public CompletionStage<ApiResult> handle(ApiRequest request) {
      return CompletableFuture.completedFuture(result);
    }
  }

  private static InProcessApiClient client(ApiResult result) {
    return new InProcessApiClient(
        new ApiFacade(new RequestDispatcher(List.of(new Answering(result)))),
        UserInfo.of("system:admin", UserInfo.MASTERS));
  }

  @Test
  void readsDocumentsOfExtensionServersAsItsOwnUser() throws IOException {
    List<String> asked = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestHeaders().getFirst(FrontProxyHeaders.USER)
                  + " "
                  + exchange.getRequestURI());
          byte[] body = "{\"items\":[]}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI address =
          URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/apis/x/v1/metric");
      ApiResult passedOn =
          new ApiResult.ProxyResult(
              new ProxyTarget(
                  address,
                  new ProxyTarget.Extension(http, UserInfo.of("someone", UserInfo.MASTERS)),
                  "",
                  true));

      assertThat(client(passedOn).getRaw("/apis/x/v1/metric?labelSelector=a%3Db").has("items"))
          .isTrue();
    } finally {
      server.stop(0);
    }
    assertThat(asked).containsExactly("someone /apis/x/v1/metric?labelSelector=a%3Db");
  }

  @Test
  void anExtensionServerThatIsAwayIsUnavailable() {
    ApiResult away =
        new ApiResult.RawResult(
            503, "text/plain", "gone".getBytes(StandardCharsets.UTF_8), Map.of());

    assertThatThrownBy(() -> client(away).getRaw("/apis/x/v1/metric"))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(503));
  }

  @Test
  void whatAnExtensionServerRefusesIsItsOwnStatus() {
    byte[] status =
        "{\"kind\":\"Status\",\"code\":404,\"reason\":\"NotFound\",\"message\":\"no metric\"}"
            .getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> ExtensionDocument.document(404, status))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("no metric");
    assertThatThrownBy(() -> ExtensionDocument.document(200, new byte[] {'<'}))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("is not JSON");
  }
}
