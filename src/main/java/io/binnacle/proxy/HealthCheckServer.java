package io.binnacle.proxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.binnacle.apimachinery.runtime.Json;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers load balancers, at the port of each service, whether this node has endpoints of it. One
 * caller at a time; the answers come from threads of the servers.
 */
final class HealthCheckServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(HealthCheckServer.class.getName());

  private final Map<Integer, HttpServer> servers = new HashMap<>();
  private final Map<Integer, HealthCheck> checks = new ConcurrentHashMap<>();

  /** Serves these and no others. A port that is taken is tried again at the next call. */
  void apply(List<HealthCheck> wanted) {
    Map<Integer, HealthCheck> byPort = new HashMap<>();
    wanted.forEach(check -> byPort.put(check.port(), check));
    for (Integer port : List.copyOf(servers.keySet())) {
      if (!byPort.containsKey(port)) {
        HttpServer unwanted = servers.remove(port);
        if (unwanted != null) {
          unwanted.stop(0);
        }
      }
    }
    checks.keySet().retainAll(byPort.keySet());
    checks.putAll(byPort);
    byPort.keySet().stream().filter(port -> !servers.containsKey(port)).forEach(this::open);
  }

  private void open(int port) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
      server.createContext("/", exchange -> answer(exchange, port));
      server.start();
      servers.put(port, server);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "The health check port {0} cannot be served: {1}",
          Integer.toString(port),
          e.getMessage());
    }
  }

  private void answer(HttpExchange exchange, int port) throws IOException {
    HealthCheck check = checks.get(port);
    ObjectNode body = Json.object();
    boolean healthy = check != null && check.isHealthy();
    if (check != null) {
      body.putObject("service")
          .put("namespace", check.service().namespace())
          .put("name", check.service().name());
      body.put("localEndpoints", check.localEndpoints());
      body.put("serviceProxyHealthy", true);
    }
    byte[] bytes = Json.write(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(
        healthy ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    apply(List.of());
  }
}
