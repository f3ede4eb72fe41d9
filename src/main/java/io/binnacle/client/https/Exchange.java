package io.binnacle.client.https;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.errors.StatusReason;
import io.binnacle.apimachinery.runtime.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One request and its answer; every failure becomes an ApiException. Safe for any thread. */
final class Exchange implements AutoCloseable {
  /** Request bodies and their form. */
  record Body(String mediaType, byte[] bytes) {
    static Body json(JsonNode tree) {
      return new Body("application/json", Json.write(tree));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Body body
          && mediaType.equals(body.mediaType)
          && Arrays.equals(bytes, body.bytes);
    }

    @Override
    public int hashCode() {
      return 31 * mediaType.hashCode() + Arrays.hashCode(bytes);
    }

    /** Never the content, which may be secret. */
    @Override
    public String toString() {
      return mediaType + ", " + bytes.length + " bytes";
    }
  }

  static final Body NO_BODY = new Body("", new byte[0]);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  /**
   * How many requests may be under way. Over HTTP/1.1 each has a connection, and those that find
   * none free make one: a burst of a thousand would mean a thousand handshakes, which cost either
   * side more than the requests. Watches have connections of their own and are not counted.
   */
  private static final int MOST_UNDER_WAY = 64;

  /** The most of an answer that is no Status which is repeated in an error's message. */
  private static final int LONGEST_QUOTE = 300;

  private final ClusterConnection cluster;
  private final String userAgent;
  private final HttpClient http;
  private final Semaphore places = new Semaphore(MOST_UNDER_WAY, true);

  Exchange(ClusterConnection cluster, String userAgent) {
    this.cluster = cluster;
    this.userAgent = userAgent;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(cluster.tls())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  /**
   * Sends and reads the whole answer, which must be JSON. Blocks, also while too many others do.
   */
  JsonNode send(String method, String pathAndQuery, Body body) {
    takePlace();
    try {
      return sendNow(method, pathAndQuery, body);
    } finally {
      places.release();
    }
  }

  private void takePlace() {
    try {
      if (!places.tryAcquire(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw ApiException.timeout(cluster.server() + " is busy with requests of this client", 1);
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private ApiException interrupted() {
    Thread.currentThread().interrupt();
    return ApiException.serviceUnavailable("interrupted while waiting for " + cluster.server());
  }

  private JsonNode sendNow(String method, String pathAndQuery, Body body) {
    HttpRequest request =
        request(method, pathAndQuery, body)
            .header("Accept", "application/json")
            .timeout(ANSWER_TIMEOUT)
            .build();
    HttpResponse<byte[]> response = await(http.sendAsync(request, BodyHandlers.ofByteArray()));
    if (response.statusCode() >= 300) {
      throw failure(response.statusCode(), response.body());
    }
    try {
      return Json.read(response.body());
    } catch (IOException e) {
      throw ApiException.internal(cluster.server() + " answered with something that is not JSON");
    }
  }

  /** Opens a stream of server-sent events; the caller closes it. */
  InputStream openEvents(String pathAndQuery, String lastEventId) {
    HttpRequest.Builder request =
        request("GET", pathAndQuery, NO_BODY).header("Accept", "text/event-stream");
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> response =
        await(http.sendAsync(request.build(), BodyHandlers.ofInputStream()));
    if (response.statusCode() == 200) {
      return response.body();
    }
    try (InputStream content = response.body()) {
      throw failure(response.statusCode(), content.readAllBytes());
    } catch (IOException e) {
      throw broken(e);
    }
  }

  private HttpRequest.Builder request(String method, String pathAndQuery, Body body) {
    BodyPublisher publisher =
        body.bytes().length == 0
            ? BodyPublishers.noBody()
            : BodyPublishers.ofByteArray(body.bytes());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(cluster.server().resolve(pathAndQuery))
            .method(method, publisher)
            .header("User-Agent", userAgent);
    if (!body.mediaType().isEmpty()) {
      request.header("Content-Type", body.mediaType());
    }
    cluster.token().ifPresent(token -> request.header("Authorization", "Bearer " + token.get()));
    return request;
  }

  /** Waits here rather than by the request's own time-out, which a watch must not have. */
  private <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get(ANSWER_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw interrupted();
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw ApiException.timeout(cluster.server() + " did not answer in time", 1);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof HttpTimeoutException) {
        throw ApiException.timeout(cluster.server() + " did not answer in time", 1);
      }
      throw broken(cause);
    }
  }

  private ApiException broken(@Nullable Throwable cause) {
    String why = cause == null ? "no cause told" : String.valueOf(cause.getMessage());
    return ApiException.serviceUnavailable("cannot reach " + cluster.server() + ": " + why);
  }

  private static ApiException failure(int code, byte[] content) {
    try {
      JsonNode answer = Json.read(content);
      if (answer instanceof ObjectNode status && status.path("kind").asText().equals("Status")) {
        return ApiException.ofStatus(status);
      }
    } catch (IOException e) {
      // Not from an API server, perhaps from a proxy on the way: told below in its own words.
    }
    String text = new String(content, StandardCharsets.UTF_8).strip();
    String quote = text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) : text;
    StatusReason reason = StatusReason.INTERNAL_ERROR;
    for (StatusReason candidate : StatusReason.values()) {
      if (candidate.code() == code) {
        reason = candidate;
        break;
      }
    }
    return ApiException.of(
        reason, String.format(Locale.ROOT, "the server answered %d: %s", code, quote));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
