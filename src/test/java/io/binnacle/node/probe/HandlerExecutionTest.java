package io.binnacle.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.runtime.FakeContainerRuntime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandlerExecutionTest {
  private final HandlerExecution handlers =
      new HandlerExecution(new FakeContainerRuntime(Clock.systemUTC()));
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          int status = path.equals("/moved") ? 302 : Integer.parseInt(path.substring(1));
          if (status == 302) {
            exchange.getResponseHeaders().set("Location", "/500");
          }
          if ("wrong".equals(exchange.getRequestHeaders().getFirst("Host"))) {
            status = 421;
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private ProbeOutcome probe(String json) {
    Probe probe =
        Json.treeToValue(
            Json.readTrusted(json.replace("PORT", Integer.toString(server.getAddress().getPort()))),
            Probe.class);
    return handlers.probe(
        probe,
        new HandlerExecution.Target(new Container(), "id", "127.0.0.1"),
        Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "/200, true, ''",
    "/399, true, ''",
    "/500, false, HTTP probe failed with statuscode: 500",
    "/moved, false, HTTP probe failed with statuscode: 500",
  })
  void theStatusCodeDecides(String path, boolean success, String output) {
    assertThat(probe("{\"httpGet\":{\"path\":\"" + path + "\",\"port\":PORT}}"))
        .isEqualTo(new ProbeOutcome(success, output));
  }

  @Test
  void headersAreSentAsGivenEvenHost() {
    assertThat(
            probe(
                    "{\"httpGet\":{\"path\":\"/200\",\"port\":PORT,\"httpHeaders\":[{\"name\":\"Host\",\"value\":\"wrong\"}]}}")
                .output())
        .isEqualTo("HTTP probe failed with statuscode: 421");
  }

  @Test
  void aPortThatIsOpenIsEnoughForTcp() {
    assertThat(probe("{\"tcpSocket\":{\"port\":PORT}}").success()).isTrue();
    server.stop(0);
    assertThat(probe("{\"tcpSocket\":{\"port\":PORT}}").output()).contains("connection refused");
  }
}
