package io.binnacle.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.pki.CertificateSpec;
import io.binnacle.pki.ClusterCa;
import io.binnacle.pki.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Assumptions;

/**
 * A small HTTPS server on an address of the machine that is not loopback, with a certificate of an
 * authority of its own: an extension API server or a webhook for tests.
 */
public final class TlsServer implements AutoCloseable {
  /** What the server was asked. */
  public record Request(
      String method, String path, Headers headers, byte[] body, Optional<String> client) {
    public JsonNode json() {
      try {
        return Json.read(body);
      } catch (IOException e) {
        throw new AssertionError("no JSON: " + new String(body, StandardCharsets.UTF_8), e);
      }
    }
  }

  /** What it answers. */
  public record Answer(int code, String body) {}

  private final ClusterCa authority;
  private final HttpsServer server;
  private final Map<String, Function<Request, Answer>> answers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private TlsServer(ClusterCa authority, HttpsServer server) {
    this.authority = authority;
    this.server = server;
  }

  /**
   * @param names what the certificate is good for
   */
  public static TlsServer start(String... names) {
    return start(Optional.empty(), names);
  }

  /**
   * @param clients the authority of clients, which must show a certificate then
   */
  public static TlsServer start(Optional<X509Certificate> clients, String... names) {
    try {
      SecureRandom random = new SecureRandom();
      ClusterCa authority = ClusterCa.generate("test-ca", Clock.systemUTC(), random);
      HttpsServer server = HttpsServer.create(new InetSocketAddress(address(), 0), 0);
      TlsServer created = new TlsServer(authority, server);
      SSLContext context = context(authority, clients, List.of(names), random);
      server.setHttpsConfigurator(
          new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
              SSLParameters tls = context.getDefaultSSLParameters();
              tls.setNeedClientAuth(clients.isPresent());
              parameters.setSSLParameters(tls);
            }
          });
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", created::handle);
      server.start();
      return created;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the server could not be started", e);
    }
  }

  private static SSLContext context(
      ClusterCa authority,
      Optional<X509Certificate> clients,
      List<String> names,
      SecureRandom random)
      throws GeneralSecurityException, IOException {
    KeyPair pair = ClusterCa.newKeyPair(random);
    X509Certificate certificate =
        authority.issue(
            CertificateSpec.server(new CertificateSpec.Subject("test", List.of()), names),
            pair.getPublic());
    char[] password = new char[0];
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry("server", pair.getPrivate(), password, new X509Certificate[] {certificate});
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, password);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("clients", clients.orElse(authority.certificate()));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), random);
    return context;
  }

  /** The API server reaches nothing on its own loopback address for others. */
  private static InetAddress address() throws IOException {
    Optional<InetAddress> found =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address.getAddress().length == 4)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .findFirst();
    Assumptions.assumeTrue(found.isPresent(), "this machine has no address but loopback ones");
    return found.orElseThrow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders(),
              exchange.getRequestBody().readAllBytes(),
              client((HttpsExchange) exchange));
      requests.add(request);
      Answer answer =
          answers
              .getOrDefault(
                  exchange.getRequestURI().getPath(), unknown -> new Answer(404, "not found"))
              .apply(request);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.code(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static Optional<String> client(HttpsExchange exchange) {
    try {
      return Optional.of(exchange.getSSLSession().getPeerPrincipal().getName());
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /** Has requests for a path answered; other paths are not found. */
  public TlsServer answer(String path, Function<Request, Answer> answer) {
    answers.put(path, answer);
    return this;
  }

  public TlsServer answer(String path, String body) {
    return answer(path, request -> new Answer(200, body));
  }

  public List<Request> requests() {
    return requests;
  }

  public String host() {
    return server.getAddress().getAddress().getHostAddress();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** The authority as objects of the API have it. */
  public String caBundle() {
    return Base64.getEncoder()
        .encodeToString(
            Pem.certificate(authority.certificate()).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
