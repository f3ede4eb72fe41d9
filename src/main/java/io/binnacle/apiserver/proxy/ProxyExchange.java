package io.binnacle.apiserver.proxy;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apiserver.ProxyTarget;
import io.binnacle.authentication.UserInfo;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes a request on to a node agent, pod or service and its answer back, both as streams.
 * Credentials of the client are never passed on. The waiting for the target's head costs no thread;
 * the body is copied on a virtual thread, since a log that is followed may be quiet for days.
 */
public final class ProxyExchange {
  private static final System.Logger LOG = System.getLogger(ProxyExchange.class.getName());
  private static final int COPY_BUFFER_BYTES = 16 * 1024;

  /** What a process can well hold open besides its own requests and watches. */
  private static final int MAX_EXCHANGES = 1000;

  private static final int RETRY_AFTER_SECONDS = 5;

  private final HttpClient agents;
  private final HttpClient workloads;
  private final ThreadFactory threads = Thread.ofVirtual().name("proxy-", 0).factory();
  private final Semaphore free = new Semaphore(MAX_EXCHANGES);

  /**
   * @param agents shows the API server's client certificate and trusts the cluster's authority
   * @param workloads shows nothing
   */
  public ProxyExchange(HttpClient agents, HttpClient workloads) {
    this.agents = agents;
    this.workloads = workloads;
  }

  /**
   * Starts the exchange.
   *
   * @param answered is told on a virtual thread when the target has answered or cannot be reached;
   *     may block for as long as it takes to copy the answer to the client
   * @throws ApiException TooManyRequests when as many exchanges are open as may be
   */
  public void start(ProxyTarget target, HttpServletRequest request, Consumer<Response> answered)
      throws IOException {
    HttpRequest.Builder outgoing =
        HttpRequest.newBuilder(uri(target, request.getQueryString()))
            .method(request.getMethod(), body(request));
    boolean extension = target.peer() instanceof ProxyTarget.Extension;
    for (String name : Collections.list(request.getHeaderNames())) {
      if (extension && FrontProxyHeaders.isOne(name)) {
        continue;
      }
      for (String value : Collections.list(request.getHeaders(name))) {
        ForwardedHeaders.toTarget(name, value)
            .ifPresent(forwarded -> outgoing.header(name, forwarded));
      }
    }
    outgoing.header("X-Forwarded-Uri", request.getRequestURI());
    HttpClient client = introduce(target.peer(), outgoing);
    if (!free.tryAcquire()) {
      throw ApiException.tooManyRequests(
          "too many proxied requests are open, please try again later", RETRY_AFTER_SECONDS);
    }
    CompletableFuture<HttpResponse<InputStream>> exchange =
        client.sendAsync(outgoing.build(), BodyHandlers.ofInputStream());
    if (request.isAsyncStarted()) {
      endWithClient(request, exchange);
    }
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    exchange.whenCompleteAsync(
        (answer, failure) -> answer(target, answered, answer),
        task -> {
          Thread copying = threads.newThread(task);
          copying.setContextClassLoader(application);
          copying.start();
        });
  }

  private static void endWithClient(
      HttpServletRequest request, CompletableFuture<HttpResponse<InputStream>> exchange) {
    try {
      request.getAsyncContext().addListener(new EndWithClient(exchange));
    } catch (IllegalStateException e) {
      // The client has gone already; writing the answer will show it.
      LOG.log(Level.DEBUG, "A proxied request ended early", e);
    }
  }

  /** Chooses the client, and says what the peer is to be told. */
  private HttpClient introduce(ProxyTarget.Peer peer, HttpRequest.Builder outgoing) {
    return switch (peer) {
      case ProxyTarget.Agent() -> agents;
      case ProxyTarget.Workload() -> workloads;
      case ProxyTarget.Extension(HttpClient client, UserInfo user) -> {
        FrontProxyHeaders.of(user)
            .forEach(header -> outgoing.header(header.name(), header.value()));
        yield client;
      }
    };
  }

  private void answer(
      ProxyTarget target, Consumer<Response> answered, @Nullable HttpResponse<InputStream> answer) {
    try {
      answered.accept(answer == null ? unreachable(target.uri()) : response(target, answer));
    } finally {
      free.release();
    }
  }

  private static URI uri(ProxyTarget target, @Nullable String query) {
    if (!target.forwardsQuery() || query == null) {
      return target.uri();
    }
    try {
      return URI.create(target.uri() + "?" + query);
    } catch (IllegalArgumentException e) {
      throw ApiException.badRequest("invalid query in the request's URL");
    }
  }

  private static BodyPublisher body(HttpServletRequest request) throws IOException {
    boolean hasBody =
        request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    if (!hasBody) {
      return BodyPublishers.noBody();
    }
    InputStream in = request.getInputStream();
    BodyPublisher stream = BodyPublishers.ofInputStream(() -> in);
    return request.getContentLengthLong() > 0
        ? BodyPublishers.fromPublisher(stream, request.getContentLengthLong())
        : stream;
  }

  private static Response response(ProxyTarget target, HttpResponse<InputStream> answer) {
    StreamingOutput copy = out -> copy(answer.body(), out);
    Response.ResponseBuilder response = Response.status(answer.statusCode());
    BiFunction<String, String, String> rewrite =
        (name, value) ->
            name.equals("location") && value.startsWith("/") ? target.pathPrefix() + value : value;
    answer
        .headers()
        .map()
        .forEach((name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (ForwardedHeaders.fromTarget(lower)) {
            values.forEach(value -> response.header(name, rewrite.apply(lower, value)));
          }
        });
    boolean bodiless = answer.statusCode() == 204 || answer.statusCode() == 304;
    return bodiless ? response.build() : response.entity(copy).build();
  }

  /** Flushes what has come, so that a log that is followed shows each line at once. */
  private static void copy(InputStream from, OutputStream to) throws IOException {
    try (from) {
      to.flush();
      byte[] buffer = new byte[COPY_BUFFER_BYTES];
      for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
        to.write(buffer, 0, read);
        if (from.available() == 0) {
          to.flush();
        }
      }
    }
  }

  private static Response unreachable(URI uri) {
    ApiException error =
        ApiException.serviceUnavailable(
            "error trying to reach service: cannot connect to "
                + uri.getHost()
                + ":"
                + uri.getPort());
    return Response.status(error.code())
        .type("application/json")
        .entity(io.binnacle.apimachinery.runtime.Json.write(error.status()))
        .build();
  }
}
