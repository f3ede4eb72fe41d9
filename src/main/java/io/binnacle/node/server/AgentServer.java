package io.binnacle.node.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The agent's HTTPS server, beside the application server's own: the API server asks it for logs
 * and resource use. All but {@code /healthz} needs the API server's client certificate.
 */
public final class AgentServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AgentServer.class.getName());
  private static final String HEALTH = "/healthz";

  static {
    // Without it a small answer waits for the client's delayed acknowledgement of its headers.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpsServer server;
  private final ExecutorService executor;
  private final CallerCheck callers;

  /**
   * Binds; {@link #start} begins to answer.
   *
   * @param tls has the agent's serving certificate, and trusts the cluster's authority
   * @param callerNames common names of client certificates that may call, besides administrators
   * @throws IOException where the address cannot be bound
   */
  public AgentServer(
      InetSocketAddress address, SSLContext tls, Set<String> callerNames, AgentEndpoints endpoints)
      throws IOException {
    this.callers = new CallerCheck(callerNames);
    this.executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("agent-", 0).factory());
    this.server = HttpsServer.create(address, 0);
    server.setHttpsConfigurator(new OptionalClientCertificates(tls));
    server.setExecutor(executor);
    for (Map.Entry<String, AgentEndpoint> endpoint : endpoints.byPath().entrySet()) {
      server.createContext(
          endpoint.getKey(), exchange -> answer(exchange, endpoint.getKey(), endpoint.getValue()));
    }
    server.createContext("/", exchange -> answer(exchange, "/", AgentServer::notFound));
  }

  public void start() {
    server.start();
  }

  /** The port that is listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private void answer(HttpExchange exchange, String context, AgentEndpoint endpoint) {
    try (exchange) {
      try {
        if (isAllowed(exchange, context)) {
          endpoint.handle(exchange);
        }
      } catch (RequestException e) {
        send(exchange, e.status(), "text/plain", e.getMessage() + "\n");
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "{0} was not answered to its end: {1}",
          exchange.getRequestURI().getPath(),
          e);
    }
  }

  private boolean isAllowed(HttpExchange exchange, String context) throws IOException {
    if (context.equals(HEALTH)) {
      return true;
    }
    Optional<X509Certificate> certificate =
        CallerCheck.certificate(((HttpsExchange) exchange).getSSLSession());
    if (certificate.isEmpty()) {
      send(exchange, 401, "text/plain", "Unauthorized\n");
      return false;
    }
    if (!callers.isAllowed(certificate.get())) {
      send(exchange, 403, "text/plain", "Forbidden\n");
      return false;
    }
    return true;
  }

  private static void notFound(HttpExchange exchange) throws IOException {
    send(exchange, 404, "text/plain", "404 page not found\n");
  }

  static void send(HttpExchange exchange, int status, String mediaType, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", mediaType);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
    if (!head && bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  /** Asks for a client certificate and goes on without one: health checks have none. */
  private static final class OptionalClientCertificates extends HttpsConfigurator {
    OptionalClientCertificates(SSLContext tls) {
      super(tls);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setWantClientAuth(true);
      parameters.setSSLParameters(tls);
    }
  }
}
