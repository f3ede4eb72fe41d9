package io.binnacle.node.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.node.runtime.FakeContainerRuntime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers answer probes as they like; that must neither hold nor end the node agent. */
class HostileServerTest {
  private final HandlerExecution handlers =
      new HandlerExecution(new FakeContainerRuntime(Clock.systemUTC()));
  private final BlockingQueue<String> requestLines = new LinkedBlockingQueue<>();
  private final ScheduledExecutorService drip = Executors.newSingleThreadScheduledExecutor();
  private ServerSocket server;

  /** Writes the answer, until the other side hangs up. */
  @FunctionalInterface
  private interface Answer {
    void write(OutputStream out) throws IOException;
  }

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    drip.shutdownNow();
  }

  private void answer(Answer answer) {
    Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = server.accept()) {
            requestLines.add(
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine());
            answer.write(socket.getOutputStream());
          } catch (IOException hungUp) {
            requestLines.add(String.valueOf(hungUp.getMessage()));
          }
        });
  }

  private ProbeOutcome get(String path, Duration timeout) {
    Probe probe =
        Json.treeToValue(
            Json.object()
                .set("httpGet", Json.object().put("path", path).put("port", server.getLocalPort())),
            Probe.class);
    return handlers.probe(
        probe, new HandlerExecution.Target(new Container(), "id", "127.0.0.1"), timeout);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 "})
  void anAnswerWithoutEndFails(String begin) {
    answer(out -> {
      out.write(bytes(begin));
      while (true) {
        out.write(new byte[8192]);
      }
    });

    assertThat(get("/", Duration.ofSeconds(30)).output())
        .endsWith("the head of the answer exceeds 65536 bytes");
  }

  @Test
  void anAnswerThatTricklesInFailsAtTheDeadline() {
    CountDownLatch hungUp = new CountDownLatch(1);
    answer(out -> {
      drip.scheduleAtFixedRate(
          () -> {
            try {
              out.write('H');
            } catch (IOException e) {
              hungUp.countDown();
            }
          },
          0,
          20,
          TimeUnit.MILLISECONDS);
      try {
        hungUp.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    long began = System.nanoTime();

    assertThat(get("/", Duration.ofMillis(500)).output()).contains("context deadline exceeded");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://{}", "mailto:somebody", "ftp://127.0.0.1/", "//"})
  void aRedirectToNowhereIsNoException(String location) {
    answer(out -> out.write(bytes("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n\r\n")));

    assertThat(get("/", Duration.ofSeconds(30))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "/a{b}c, /a%7Bb%7Dc",
    "/ä b?q=[1], /%C3%A4%20b?q=%5B1%5D",
    "/a%2Fb%zz#here, /a%2Fb%25zz",
  })
  void anyPathCanBeAskedFor(String path, String asked) throws InterruptedException {
    answer(out -> out.write(bytes("HTTP/1.1 200 OK\r\n\r\n")));

    assertThat(get(path, Duration.ofSeconds(30)).success()).isTrue();
    assertThat(requestLines.poll(10, TimeUnit.SECONDS)).isEqualTo("GET " + asked + " HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"httpGet\":{\"port\":70000}}",
        "{\"httpGet\":{\"port\":80,\"host\":\"a b\"}}",
        "{\"httpGet\":{\"port\":80,\"host\":\"a_b\"}}",
        "{\"tcpSocket\":{\"port\":70000}}",
        "{\"httpGet\":{\"port\":\"unknown\"}}",
      })
  void aHandlerThatCannotBeCarriedOutFails(String handler) throws InterruptedException {
    LifecycleHandler hook = Json.treeToValue(Json.readTrusted(handler), LifecycleHandler.class);

    assertThat(
            handlers.hook(
                hook,
                new HandlerExecution.Target(new Container(), "id", "127.0.0.1"),
                Duration.ofSeconds(5)))
        .matches(outcome -> !outcome.success());
  }
}
