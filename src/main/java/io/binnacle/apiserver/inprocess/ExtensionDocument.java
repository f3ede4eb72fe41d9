package io.binnacle.apiserver.inprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ProxyTarget;
import io.binnacle.apiserver.proxy.FrontProxyHeaders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * A document that an extension API server has, such as a metric, read for a component of this
 * process: there is no client's connection to pass the answer on to. Blocks.
 */
final class ExtensionDocument {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int FIRST_FAILURE = 300;

  private ExtensionDocument() {}

  /**
   * Reads it, as the user whom the request was let through for.
   *
   * @param query as it was written; empty for none
   * @throws ApiException what the server says where it refuses; ServiceUnavailable where it does
   *     not answer, or with something else
   */
  static JsonNode read(ProxyTarget target, ProxyTarget.Extension extension, String query) {
    URI address = URI.create(target.uri() + (query.isEmpty() ? "" : "?" + query));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).timeout(PATIENCE).header("Accept", "application/json");
    FrontProxyHeaders.of(extension.user())
        .forEach(header -> request.header(header.name(), header.value()));
    try {
      HttpResponse<byte[]> answer =
          extension.client().send(request.build(), BodyHandlers.ofByteArray());
      return document(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw ApiException.serviceUnavailable("the extension API server does not answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.serviceUnavailable("interrupted while an extension API server was asked");
    }
  }

  /**
   * @throws ApiException for a failure, with the Status that came
   */
  static JsonNode document(int code, byte[] body) {
    JsonNode document;
    try {
      document = Json.read(body);
    } catch (IOException e) {
      throw ApiException.serviceUnavailable(
          "an extension API server answered %d with something that is not JSON".formatted(code));
    }
    if (code < FIRST_FAILURE) {
      return document;
    }
    if (document instanceof ObjectNode status && status.path("kind").asText().equals("Status")) {
      throw ApiException.ofStatus(status);
    }
    throw ApiException.serviceUnavailable("an extension API server answered " + code);
  }
}
