package io.binnacle.node;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves a manifest of static pods over HTTP, as somebody's web server would. */
public final class ManifestServer implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile Optional<String> manifest = Optional.of("");

  private ManifestServer(HttpServer server) {
    this.server = server;
  }

  /** Begins to serve, an empty manifest at first, on a free port of the loopback address. */
  public static ManifestServer start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ManifestServer manifests = new ManifestServer(server);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Optional<String> current = manifests.manifest;
            byte[] body = current.orElse("out of order").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                current.isPresent() ? 200 : 500, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            if (current.isEmpty()) {
              manifests.failures.incrementAndGet();
            }
          }
        });
    server.start();
    return manifests;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/manifest.yaml";
  }

  public void serve(String text) {
    manifest = Optional.of(text);
  }

  /** From now on there are only errors. */
  public void fail() {
    manifest = Optional.empty();
  }

  /** How many errors were answered. */
  public int failures() {
    return failures.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
