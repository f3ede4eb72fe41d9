package io.binnacle.apiserver.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.discovery.DiscoveredResource;
import io.binnacle.apiserver.openapi.OpenApiDocuments;
import io.binnacle.apiserver.proxy.FrontProxyHeaders;
import io.binnacle.authentication.UserInfo;
import io.binnacle.extension.ExtensionClients;
import io.binnacle.extension.ServiceEndpoints;
import io.binnacle.storage.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Speaks to extension API servers. Safe for any thread; asking blocks. */
public final class ExtensionServers {
  private static final System.Logger LOG = System.getLogger(ExtensionServers.class.getName());
  private static final UserInfo AGGREGATOR =
      UserInfo.of("system:kube-aggregator", UserInfo.MASTERS);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Far more than what any server says of itself. */
  private static final int MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

  private final ObjectStore store;
  private final ServiceEndpoints endpoints;
  private final ExtensionClients clients;

  /**
   * @param clients show the front proxy's certificate
   */
  public ExtensionServers(ObjectStore store, ServiceEndpoints endpoints, ExtensionClients clients) {
    this.store = store;
    this.endpoints = endpoints;
    this.clients = clients;
  }

  /**
   * @throws ApiException when the service or its endpoints are not there
   */
  URI address(ExtensionApi api) {
    return endpoints.server(store.cached(), api.service(), api.port());
  }

  /**
   * @throws IllegalArgumentException when the APIService's bundle cannot be used
   */
  HttpClient client(ExtensionApi api) {
    return clients.client(api.trust());
  }

  /**
   * What the server tells of itself.
   *
   * @param withOpenApi whether to ask for its OpenAPI documents too, or to keep the known ones
   * @throws IOException with a message for the APIService's status when it does not answer well
   */
  ExtensionDocuments ask(ExtensionApi api, ExtensionDocuments known, boolean withOpenApi)
      throws IOException {
    URI base = address(api);
    URI discovery = URI.create(base + api.path());
    List<DiscoveredResource> resources;
    try {
      resources = ExtensionDocuments.resources(api.groupVersion(), get(api, discovery));
    } catch (IOException e) {
      throw new IOException("failing or missing response from " + discovery + ": " + why(e), e);
    }
    return withOpenApi
        ? new ExtensionDocuments(resources, openApiV3(api, base), openApiV2(api, base))
        : new ExtensionDocuments(resources, known.openApiV3(), known.openApiV2());
  }

  private Optional<String> openApiV3(ExtensionApi api, URI base) {
    return optional(api, URI.create(base + "/openapi/v3"))
        .map(index -> index.path("paths").path(api.path().substring(1)))
        .map(entry -> entry.path("serverRelativeURL").asText())
        .filter(address -> address.startsWith("/openapi/v3" + api.path()));
  }

  /** Only what is the server's own, and what can be passed on in every encoding. */
  private Optional<ObjectNode> openApiV2(ExtensionApi api, URI base) {
    return optional(api, URI.create(base + "/openapi/v2"))
        .map(document -> {
          ObjectNode own = Json.object();
          ObjectNode paths = own.putObject("paths");
          document.path("paths").properties().stream()
              .filter(path -> api.isPrefixOf(path.getKey()))
              .forEach(path -> paths.set(path.getKey(), path.getValue()));
          own.set("definitions", document.path("definitions"));
          return own;
        })
        .filter(OpenApiDocuments::canMerge);
  }

  /** A server without OpenAPI documents serves all the same. */
  private Optional<JsonNode> optional(ExtensionApi api, URI uri) {
    try {
      return Optional.of(get(api, uri));
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "There is no OpenAPI document of " + api.name(), e);
      return Optional.empty();
    }
  }

  private JsonNode get(ExtensionApi api, URI uri) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).header("Accept", "application/json").timeout(PATIENCE);
    FrontProxyHeaders.of(AGGREGATOR)
        .forEach(header -> request.header(header.name(), header.value()));
    try {
      HttpResponse<InputStream> answer =
          client(api).send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() < 200 || answer.statusCode() >= 300) {
          throw new IOException("bad status from " + uri + ": " + answer.statusCode());
        }
        return Json.read(body.readNBytes(MAX_DOCUMENT_BYTES));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException(why(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server is stopping", e);
    }
  }

  private static String why(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
