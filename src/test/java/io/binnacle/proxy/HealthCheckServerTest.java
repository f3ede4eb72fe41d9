package io.binnacle.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.meta.ObjectKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthCheckServerTest {
  private static final ObjectKey WEB = new ObjectKey("default", "web");

  private static HttpResponse<String> ask(HttpClient client, int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/healthz")).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void balancersAreToldWhetherTheNodeHasEndpoints() throws Exception {
    int port = freePort();
    try (HealthCheckServer server = new HealthCheckServer();
        HttpClient client = HttpClient.newHttpClient()) {
      server.apply(List.of(new HealthCheck(port, WEB, 2)));
      HttpResponse<String> healthy = ask(client, port);
      assertThat(healthy.statusCode()).isEqualTo(200);
      assertThat(healthy.body())
          .isEqualTo(
              "{\"service\":{\"namespace\":\"default\",\"name\":\"web\"},\"localEndpoints\":2,"
                  + "\"serviceProxyHealthy\":true}");

      server.apply(List.of(new HealthCheck(port, WEB, 0)));
      assertThat(ask(client, port).statusCode()).isEqualTo(503);

      server.apply(List.of());
      assertThatThrownBy(() -> ask(client, port)).isInstanceOf(ConnectException.class);
    }
  }
}
