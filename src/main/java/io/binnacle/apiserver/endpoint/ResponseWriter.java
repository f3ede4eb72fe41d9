package io.binnacle.apiserver.endpoint;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.encoding.ContentNegotiation;
import io.binnacle.apiserver.encoding.Representation;
import io.binnacle.apiserver.encoding.ResultEncoder;
import io.binnacle.apiserver.encoding.TableRenderer.IncludeObject;
import io.binnacle.apiserver.proxy.ProxyExchange;
import io.binnacle.apiserver.watch.WatchStreams;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Puts the results of the facade on the wire in the representation that the client accepts. */
@ApplicationScoped
public class ResponseWriter {
  private static final String CACHE_CONTROL = "Cache-Control";
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String NOT_CACHED = "no-cache, private";

  private final ResultEncoder encoder;
  private final ContentNegotiation negotiation;
  private final WatchStreams watches;
  private final ProxyExchange proxy;
  private final ErrorResponse errors;
  private final Executor executor;
  private final Compression compression = new Compression();

  /**
   * @param executor writes what completes on a thread of the store; its tasks may block on the
   *     client
   */
  @Inject
  public ResponseWriter(
      ResultEncoder encoder,
      ContentNegotiation negotiation,
      WatchStreams watches,
      ProxyExchange proxy,
      ErrorResponse errors,
      ResponseExecutor executor) {
    this.encoder = encoder;
    this.negotiation = negotiation;
    this.watches = watches;
    this.proxy = proxy;
    this.errors = errors;
    this.executor = executor;
  }

  /** Answers on the container's threads, or at once where the result is there. */
  void resume(Exchange exchange, AsyncResponse response, CompletionStage<ApiResult> stage) {
    if (stage.toCompletableFuture().isDone()) {
      stage.whenComplete((result, failure) -> resume(exchange, response, result, failure));
    } else {
      stage.whenCompleteAsync(
          (result, failure) -> resume(exchange, response, result, failure), executor);
    }
  }

  private void resume(
      Exchange exchange,
      AsyncResponse response,
      @Nullable ApiResult result,
      @Nullable Throwable failure) {
    try {
      switch (result) {
        case null -> response.resume(failure(exchange, Objects.requireNonNull(failure)));
        case ApiResult.WatchResult watch -> openWatch(exchange, watch);
        case ApiResult.ProxyResult proxied ->
            proxy.start(proxied.target(), exchange.http(), response::resume);
        default -> response.resume(response(exchange, result));
      }
    } catch (IOException | RuntimeException e) {
      // Where the answer has begun already, the connection is all that is left to end.
      response.resume(failure(exchange, e));
    }
  }

  Response failure(Exchange exchange, Throwable failure) {
    ApiException error = errors.toApiException(failure);
    Representation as = negotiation.error(exchange.request().accept());
    Response.ResponseBuilder response =
        Response.status(error.code())
            .type(as.contentType())
            .header(CACHE_CONTROL, NOT_CACHED)
            .entity(encoder.document(error.status(), as));
    if (error.retryAfterSeconds() > 0) {
      response.header("Retry-After", error.retryAfterSeconds());
    }
    if (error.code() == Response.Status.UNAUTHORIZED.getStatusCode()) {
      response.header("WWW-Authenticate", "Bearer realm=\"kubernetes\"");
    }
    warn(response, exchange.request().warnings());
    return response.build();
  }

  /**
   * The answer to a request that has an end; waits for the head of what is proxied.
   *
   * @throws ApiException where the client accepts no representation that there is
   */
  Response response(Exchange exchange, ApiResult result) {
    ApiRequest request = exchange.request();
    return switch (result) {
      case ApiResult.ObjectResult object -> {
        Representation as = negotiation.object(request.accept(), object.scope());
        byte[] bytes = encoder.object(object.scope(), object.object(), as, include(request));
        yield whole(exchange, object.code(), as.contentType(), bytes, object.warnings());
      }
      case ApiResult.DocumentResult document -> {
        Representation as = negotiation.document(request.accept(), document.document());
        byte[] bytes = encoder.document(document.document(), as);
        yield whole(exchange, document.code(), as.contentType(), bytes, document.warnings());
      }
      case ApiResult.ListResult list -> {
        Representation as = negotiation.list(request.accept(), list.scope());
        IncludeObject include = include(request);
        ResultEncoder.ListBody body = encoder.list(list.scope(), list.page(), as, include);
        StreamingOutput output = body::writeTo;
        Response.ResponseBuilder response =
            Response.ok(output, as.contentType()).header(CACHE_CONTROL, NOT_CACHED);
        warn(response, request.warnings());
        compression.apply(response, exchange.http(), body.storedBytes(), output);
        yield response.build();
      }
      case ApiResult.RawResult raw -> raw(exchange, raw);
      case ApiResult.ProxyResult target -> proxied(exchange, target);
      case ApiResult.WatchResult watch ->
          throw new IllegalStateException("a watch of a request that is none: " + watch);
    };
  }

  private Response proxied(Exchange exchange, ApiResult.ProxyResult target) {
    CompletableFuture<Response> answer = new CompletableFuture<>();
    try {
      proxy.start(target.target(), exchange.http(), answer::complete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer.join();
  }

  private static IncludeObject include(ApiRequest request) {
    return IncludeObject.parse(request.parameter("includeObject"));
  }

  private Response whole(
      Exchange exchange, int code, String mediaType, byte[] bytes, List<String> warnings) {
    Response.ResponseBuilder response =
        Response.status(code).type(mediaType).header(CACHE_CONTROL, NOT_CACHED).entity(bytes);
    warn(response, exchange.request().warnings());
    warn(response, warnings);
    compression.apply(response, exchange.http(), bytes.length, out -> out.write(bytes));
    return response.build();
  }

  private static void warn(Response.ResponseBuilder response, List<String> warnings) {
    warnings.forEach(warning -> response.header("Warning", warningHeader(warning)));
  }

  /** RFC 7234 section 5.5, with the code and agent that Kubernetes uses. */
  private static String warningHeader(String text) {
    return "299 - \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private Response raw(Exchange exchange, ApiResult.RawResult raw) {
    String etag = raw.headers().getOrDefault("ETag", "");
    boolean unchanged = !etag.isEmpty() && etag.equals(exchange.http().getHeader("If-None-Match"));
    Response.ResponseBuilder response =
        unchanged
            ? Response.notModified()
            : Response.status(raw.code()).entity(raw.bytes()).header(CONTENT_TYPE, raw.mediaType());
    if (!unchanged) {
      // JAX-RS would write it without the blanks that Kubernetes has.
      exchange.raw().setHeader(CONTENT_TYPE, raw.mediaType());
    }
    raw.headers().forEach(response::header);
    if (!unchanged) {
      StreamingOutput body = out -> out.write(raw.bytes());
      compression.apply(response, exchange.http(), raw.bytes().length, body);
    }
    return response.build();
  }

  private void openWatch(Exchange exchange, ApiResult.WatchResult watch) throws IOException {
    ApiRequest request = exchange.request();
    boolean serverSentEvents = request.wantsServerSentEvents();
    Representation as =
        serverSentEvents
            ? Representation.json()
            : negotiation.watch(request.accept(), watch.scope());
    watches.open(
        watch,
        new WatchStreams.Form(as, include(request), serverSentEvents),
        exchange.http().getAsyncContext(),
        exchange.raw());
  }
}
