package io.binnacle.extension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.extension.ExtensionClients.Trust;
import io.binnacle.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/**
 * Calls webhooks: sends a review and reads the one that comes back. One client for conversion and
 * admission. Calls block for as long as the webhook takes, within the time that is given; safe for
 * any thread that may block.
 */
public final class WebhookClient {
  private static final int HTTPS_PORT = 443;

  /** What Kubernetes reads of an answer at most. */
  private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

  /**
   * Where a webhook is, as the {@code clientConfig} of its object says.
   *
   * @param shown the address as messages show it, without what might be secret in it
   */
  private record Address(URI uri, String shown, Trust trust) {}

  private final ObjectStore store;
  private final ServiceEndpoints endpoints;
  private final ExtensionClients clients;

  /**
   * @param clients show no certificate: whom a webhook believes is its own affair
   */
  public WebhookClient(ObjectStore store, ServiceEndpoints endpoints, ExtensionClients clients) {
    this.store = store;
    this.endpoints = endpoints;
    this.clients = clients;
  }

  /**
   * Posts a review.
   *
   * @param clientConfig with url or service, and caBundle
   * @throws WebhookException when no JSON object comes back in time
   */
  public ObjectNode call(JsonNode clientConfig, ObjectNode review, Duration timeout)
      throws WebhookException {
    Address address = address(clientConfig);
    try {
      HttpRequest request =
          HttpRequest.newBuilder(address.uri())
              .timeout(timeout)
              .header("Content-Type", "application/json")
              .header("Accept", "application/json")
              .POST(BodyPublishers.ofByteArray(Json.write(review)))
              .build();
      HttpResponse<InputStream> answer =
          clients.client(address.trust()).send(request, BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() < 200 || answer.statusCode() >= 300) {
          throw new WebhookException(
              "the server responded with the status code " + answer.statusCode());
        }
        return object(body.readNBytes(MAX_ANSWER_BYTES));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw e instanceof WebhookException known ? known : failure(address, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WebhookException("the server is stopping");
    }
  }

  private static ObjectNode object(byte[] body) throws WebhookException {
    try {
      if (Json.read(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw new WebhookException("couldn't decode the response as JSON: " + e.getMessage());
    }
    throw new WebhookException("the response is no JSON object");
  }

  private Address address(JsonNode clientConfig) throws WebhookException {
    String caBundle = clientConfig.path("caBundle").asText();
    JsonNode service = clientConfig.path("service");
    if (!service.isObject()) {
      URI uri = URI.create(clientConfig.path("url").asText());
      return new Address(uri, uri.toString(), new Trust(caBundle, false, ""));
    }
    String namespace = service.path("namespace").asText();
    String name = service.path("name").asText();
    int port = service.path("port").asInt(HTTPS_PORT);
    String path = service.path("path").asText();
    String shown = "https://" + name + "." + namespace + ".svc:" + port + path;
    try {
      URI base = endpoints.server(store.cached(), new ObjectKey(namespace, name), port);
      return new Address(
          URI.create(base + (path.isEmpty() ? "/" : path)),
          shown,
          Trust.ofService(caBundle, false, namespace, name));
    } catch (ApiException | IllegalArgumentException e) {
      throw new WebhookException("Post \"" + shown + "\": " + e.getMessage());
    }
  }

  private static WebhookException failure(Address address, Exception failure) {
    String message = failure.getMessage();
    String why =
        switch (failure) {
          case HttpTimeoutException timeout -> "context deadline exceeded";
          case ConnectException refused when message == null -> "connect: connection refused";
          default -> message == null ? failure.getClass().getSimpleName() : message;
        };
    return new WebhookException("Post \"" + address.shown() + "\": " + why);
  }
}
