package io.binnacle.client.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.FakeTime;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.WatchEvent;
import io.binnacle.client.WatchHandle;
import io.binnacle.client.WatchHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server in this process, without TLS, which the JDK does for both. */
class HttpsApiClientTest {
  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private static final class Events implements WatchHandler {
    final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void onEvent(WatchEvent event) {
      seen.add(event.type() + " " + event.object().name());
    }

    @Override
    public void onClose(@Nullable ApiException reason) {
      seen.add("CLOSED " + (reason == null ? "in order" : reason.code()));
    }
  }

  private final FakeTime time = new FakeTime();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private HttpsApiClient client;
  private volatile Answer answer = exchange -> reply(exchange, 200, "{}");

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          String resumed = exchange.getRequestHeaders().getFirst("Last-Event-ID");
          requests.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + (body.isEmpty() ? "" : " " + body)
                  + (resumed == null ? "" : " after " + resumed));
          answer.to(exchange);
        });
    server.start();
    client =
        new HttpsApiClient(
            new ClusterConnection(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                SSLContext.getDefault(),
                Optional.of(() -> "secret")),
            "test",
            time,
            time,
            Duration.ofSeconds(60));
  }

  @AfterEach
  void stop() {
    end.countDown();
    client.close();
    server.stop(0);
  }

  private static void reply(HttpExchange exchange, int code, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static String event(String id, String type, String name) {
    return "id: %s\ndata: {\"type\":\"%s\",\"object\":{\"metadata\":{\"name\":\"%s\"}}}\n\n"
        .formatted(id, type, name);
  }

  /** Sends text and keeps the stream open until the test ends. */
  private Answer stream(String text) {
    return exchange -> {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        end.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  @Test
  void asksWithPathQueryAndBody() {
    client.get(Resources.NODES, "", "n");
    client.delete(Resources.PODS, "ns", "p", DeleteOptions.now().onlyUid("u"));
    client.list(
        Resources.LEASES,
        ListOptions.inNamespace("ns")
            .withLabels(LabelSelector.parse("a in (b,c)"))
            .withFields(FieldSelector.equal("metadata.name", "x"))
            .withResourceVersion("0"));
    assertThat(requests)
        .containsExactly(
            "GET /api/v1/nodes/n",
            "DELETE /api/v1/namespaces/ns/pods/p"
                + " {\"apiVersion\":\"v1\",\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0,"
                + "\"preconditions\":{\"uid\":\"u\"}}",
            "GET /apis/coordination.k8s.io/v1/namespaces/ns/leases"
                + "?labelSelector=a+in+%28b%2Cc%29&fieldSelector=metadata.name%3Dx&resourceVersion=0");
  }

  @Test
  void hasOnlySoManyRequestsUnderWay() {
    CountDownLatch gate = new CountDownLatch(1);
    answer =
        exchange -> {
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          reply(exchange, 200, "{}");
        };
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        callers.execute(() -> client.get(Resources.NODES, "", "n"));
      }
      await().until(() -> requests.size() >= 64);
      await().during(Duration.ofMillis(200)).until(() -> requests.size() == 64);
      gate.countDown();
    }
    assertThat(requests).hasSize(100);
  }

  @Test
  void itemsOfAListKnowTheirKind() {
    answer =
        exchange ->
            reply(
                exchange,
                200,
                """
                {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},
                 "items":[{"metadata":{"name":"p"}}]}
                """);
    var list = client.list(Resources.PODS, ListOptions.allNamespaces());
    assertThat(list.resourceVersion()).isEqualTo("7");
    assertThat(list.items().getFirst().kind()).isEqualTo("Pod");
  }

  @Test
  void throwsTheServersStatus() {
    answer =
        exchange ->
            reply(
                exchange,
                404,
                """
                {"kind":"Status","code":404,"reason":"NotFound","message":"nodes \\"n\\" not found"}
                """);
    assertThatThrownBy(() -> client.get(Resources.NODES, "", "n"))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isNotFound()).isTrue())
        .hasMessage("nodes \"n\" not found");
  }

  @Test
  void aServerThatIsAwayIsUnavailable() {
    server.stop(0);
    assertThatThrownBy(() -> client.get(Resources.NODES, "", "n"))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(503));
  }

  @Test
  void deliversAWatchUntilItIsClosed() {
    answer = stream(": hello\n\n" + event("1", "ADDED", "a") + event("2", "DELETED", "a"));
    Events events = new Events();
    WatchHandle handle =
        client.watch(Resources.PODS, ListOptions.allNamespaces().withResourceVersion("0"), events);
    await().until(() -> events.seen.size() == 2);
    handle.close();
    await().until(() -> events.seen.size() == 3);
    assertThat(events.seen).containsExactly("ADDED a", "DELETED a", "CLOSED in order");
    assertThat(requests)
        .containsExactly("GET /api/v1/pods?watch=true&allowWatchBookmarks=true&resourceVersion=0");
  }

  @Test
  void resumesBehindTheLastEventWhenNothingComesAnyMore() {
    answer = stream(event("5", "ADDED", "a"));
    Events events = new Events();
    client.watch(Resources.PODS, ListOptions.allNamespaces(), events);
    await().until(() -> events.seen.size() == 1);
    answer = stream(event("6", "ADDED", "b"));
    time.advance(Duration.ofSeconds(120));
    await().until(() -> events.seen.contains("ADDED b"));
    assertThat(requests.getLast()).endsWith("after 5");
  }

  @Test
  void tellsOfAnErrorThatTheServerSendsInTheStream() {
    answer =
        stream(
            "data: {\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,"
                + "\"reason\":\"Expired\",\"message\":\"too old\"}}\n\n");
    Events events = new Events();
    client.watch(Resources.PODS, ListOptions.allNamespaces(), events);
    end.countDown();
    await().until(() -> !events.seen.isEmpty());
    assertThat(events.seen).containsExactly("CLOSED 410");
  }

  @Test
  void aRefusedWatchThrows() {
    answer = exchange -> reply(exchange, 403, "no");
    assertThatThrownBy(
            () -> client.watch(Resources.PODS, ListOptions.allNamespaces(), new Events()))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(403));
  }
}
