package io.binnacle.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.binnacle.client.https.ClusterConnection;
import io.binnacle.client.https.KeyMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The API as plain HTTP, for what client libraries hide: status codes, bodies that are wrong,
 * streams.
 */
public final class ApiHttp {
  /** What a request brought. */
  public record Answer(int status, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException("not JSON: " + body, e);
      }
    }

    public String text(String pointer) {
      return json().at(pointer).asText();
    }
  }

  /** That a stream was refused. */
  public static final class RefusedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(String path, int status) {
      super(path + " answered " + status);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient client;
  private final URI server;
  private final Optional<String> token;

  private ApiHttp(HttpClient client, URI server, Optional<String> token) {
    this.client = client;
    this.server = server;
    this.token = token;
  }

  public static ApiHttp of(ClusterConnection connection, Optional<String> token) {
    HttpClient client =
        HttpClient.newBuilder().sslContext(connection.tls()).connectTimeout(TIMEOUT).build();
    return new ApiHttp(client, connection.server(), token);
  }

  /** A connection that trusts the cluster's CA and tells nothing of who it is. */
  public static ClusterConnection withoutCredentials(Path home, int port) {
    try {
      byte[] authority = Files.readAllBytes(home.resolve("pki/ca.crt"));
      return new ClusterConnection(
          URI.create("https://127.0.0.1:" + port),
          KeyMaterial.tls(Optional.of(authority), Optional.empty()),
          Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException("the cluster's CA cannot be read", e);
    }
  }

  public Answer get(String path) {
    return send(request(path).GET());
  }

  public Answer post(String path, String json) {
    return send("POST", path, json);
  }

  public Answer put(String path, String json) {
    return send("PUT", path, json);
  }

  public Answer delete(String path) {
    return send(request(path).DELETE());
  }

  /**
   * @param json the DeleteOptions
   */
  public Answer delete(String path, String json) {
    return send("DELETE", path, json);
  }

  /** A merge patch. */
  public Answer patch(String path, String json) {
    return send("PATCH", "application/merge-patch+json", path, json);
  }

  private Answer send(String method, String path, String json) {
    return send(method, "application/json", path, json);
  }

  private Answer send(String method, String mediaType, String path, String json) {
    return send(
        request(path)
            .header("Content-Type", mediaType)
            .method(method, HttpRequest.BodyPublishers.ofString(json)));
  }

  private Answer send(HttpRequest.Builder request) {
    HttpResponse<String> response =
        exchange(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  /**
   * Opens a stream, which the caller closes.
   *
   * @throws RefusedException when the answer is not 200
   */
  public InputStream stream(String path, Map<String, String> headers) {
    // The limit is for the head of the answer.
    HttpRequest.Builder request = request(path).timeout(TIMEOUT);
    headers.forEach(request::setHeader);
    HttpResponse<InputStream> response = exchange(request.build(), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new RefusedException(path, response.statusCode());
    }
    return response.body();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path)).header("Accept", "application/json");
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(request.method() + " " + request.uri().getPath(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
