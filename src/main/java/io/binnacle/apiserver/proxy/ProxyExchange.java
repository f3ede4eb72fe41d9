package io.binnacle.apiserver.proxy;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apiserver.ProxyTarget;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/**
 * Passes a request on to a node agent, pod or service and its answer back, both as streams.
 * Credentials of the client are never passed on. The waiting for the target's head costs no thread;
 * the body is copied on a thread of the executor.
 */
public final class ProxyExchange {
  private static final int COPY_BUFFER_BYTES = 16 * 1024;

  /**
   * RFC 9110 section 7.6.1, what the HTTP client sets itself, and what is meant for this server
   * alone.
   */
  private static final Set<String> NOT_FORWARDED =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings",
          "host",
          "content-length",
          "expect",
          "authorization",
          "cookie");

  private final HttpClient agents;
  private final HttpClient workloads;
  private final Executor executor;

  /**
   * @param agents shows the API server's client certificate and trusts the cluster's authority
   * @param workloads shows nothing
   */
  public ProxyExchange(HttpClient agents, HttpClient workloads, Executor executor) {
    this.agents = agents;
    this.workloads = workloads;
    this.executor = executor;
  }

  /**
   * Starts the exchange; the response is resumed when the target has answered or cannot be reached.
   */
  public void start(ProxyTarget target, HttpServletRequest request, AsyncResponse response)
      throws IOException {
    HttpRequest.Builder outgoing =
        HttpRequest.newBuilder(target.uri()).method(request.getMethod(), body(request));
    for (String name : Collections.list(request.getHeaderNames())) {
      if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
        Collections.list(request.getHeaders(name)).forEach(value -> outgoing.header(name, value));
      }
    }
    outgoing.header("X-Forwarded-Uri", request.getRequestURI());
    HttpClient client = target.agent() ? agents : workloads;
    client
        .sendAsync(outgoing.build(), BodyHandlers.ofInputStream())
        .whenCompleteAsync(
            (answer, failure) -> {
              if (answer != null) {
                response.resume(response(target, answer));
              } else {
                response.resume(unreachable(target.uri()));
              }
            },
            executor);
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
          if (!NOT_FORWARDED.contains(lower) && !name.startsWith(":")) {
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
