package io.binnacle.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.encoding.AcceptHeader;
import io.binnacle.apiserver.handler.RequestHandler;
import io.binnacle.registry.ResourceCatalog;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers {@code /api}, {@code /apis} and what is directly below them. Documents are made once for
 * each generation of the catalog and the extensions, and media type.
 */
public final class DiscoveryHandler implements RequestHandler {
  private static final String GROUP = "apidiscovery.k8s.io";

  private final ResourceCatalog catalog;
  private final Collection<DiscoveredResource> computed;
  private final ExtensionGroupVersion.Source extensions;
  private final String serverAddress;
  private volatile State state;

  private record State(
      Generation generation, Discovery discovery, Map<String, ApiResult.RawResult> documents) {}

  /** What a state was made of: the generations of the catalog and of the extensions. */
  private record Generation(long catalog, long extensions) {}

  /**
   * @param computed resources that the server serves without storing them
   * @param extensions what other servers serve
   * @param serverAddress host and port for clients within the cluster
   */
  public DiscoveryHandler(
      ResourceCatalog catalog,
      Collection<DiscoveredResource> computed,
      ExtensionGroupVersion.Source extensions,
      String serverAddress) {
    this.catalog = catalog;
    this.computed = List.copyOf(computed);
    this.extensions = extensions;
    this.serverAddress = serverAddress;
    this.state =
        new State(
            new Generation(-1, -1),
            new Discovery(catalog, List.of(), List.of()),
            new ConcurrentHashMap<>());
  }

  private State current() {
    State known = state;
    Generation newest = new Generation(catalog.generation(), extensions.generation());
    if (known.generation().equals(newest)) {
      return known;
    }
    State fresh =
        new State(
            newest,
            new Discovery(catalog, computed, extensions.groupVersions()),
            new ConcurrentHashMap<>());
    state = fresh;
    return fresh;
  }

  @Override
  public boolean handles(RequestInfo info) {
    String[] parts = parts(info.path());
    return switch (parts.length) {
      case 1 -> parts[0].equals("api") || parts[0].equals("apis");
      case 2 -> parts[0].equals("api") || (parts[0].equals("apis") && servesGroup(parts[1]));
      case 3 -> parts[0].equals("apis") && servesGroup(parts[1]);
      default -> false;
    };
  }

  /** Whether a group is served, in whichever version. */
  public boolean servesGroup(String group) {
    return !group.isEmpty() && !current().discovery().versions(group).isEmpty();
  }

  /**
   * Whether a path below the group that leads to nothing is answered with a Status: of custom
   * resources' groups it is not.
   */
  public boolean servesBuiltInGroup(String group) {
    return current().discovery().isBuiltIn(group);
  }

  private static String[] parts(String path) {
    String trimmed = path.substring(1);
    return (trimmed.endsWith("/") ? trimmed.substring(0, trimmed.length() - 1) : trimmed)
        .split("/");
  }

  @Override
  public CompletionStage<ApiResult> handle(ApiRequest request) {
    if (!request.info().verb().equals("get")) {
      throw ApiException.noSuchMethod();
    }
    State now = current();
    String[] parts = parts(request.info().path());
    String aggregated = parts.length == 1 ? aggregatedVersion(request.accept()).orElse("") : "";
    String key = String.join("/", parts) + ";" + aggregated;
    ApiResult.RawResult known = now.documents().get(key);
    if (known == null) {
      known = encode(document(now.discovery(), parts, aggregated), aggregated);
      now.documents().put(key, known);
    }
    return CompletableFuture.completedFuture(known);
  }

  private ObjectNode document(Discovery discovery, String[] parts, String aggregated) {
    boolean core = parts[0].equals("api");
    if (!aggregated.isEmpty()) {
      return AggregatedDocuments.groups(
          discovery, core ? List.of("") : discovery.namedGroups(), aggregated);
    }
    if (parts.length == 1) {
      return core
          ? LegacyDocuments.apiVersions(discovery, serverAddress)
          : LegacyDocuments.groupList(discovery);
    }
    if (!core && parts.length == 2) {
      return LegacyDocuments.group(discovery, parts[1]);
    }
    GroupVersion groupVersion =
        core ? new GroupVersion("", parts[1]) : new GroupVersion(parts[1], parts[2]);
    List<DiscoveredResource> resources = discovery.resources(groupVersion);
    if (resources.isEmpty()) {
      throw ApiException.noSuchResource();
    }
    return LegacyDocuments.resourceList(groupVersion, resources);
  }

  /** The version of the aggregated document that the client prefers to the legacy one. */
  private static Optional<String> aggregatedVersion(String accept) {
    for (AcceptHeader.Clause clause : AcceptHeader.parse(accept)) {
      String version = clause.parameter("v");
      if (clause.parameter("g").equals(GROUP)
          && clause.parameter("as").equals("APIGroupDiscoveryList")
          && (version.equals("v2") || version.equals("v2beta1"))) {
        return Optional.of(version);
      }
      if (clause.as().isEmpty() && clause.accepts("application/json")) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static ApiResult.RawResult encode(ObjectNode document, String aggregated) {
    byte[] bytes = Json.write(document);
    String mediaType =
        aggregated.isEmpty()
            ? "application/json"
            : "application/json;g=" + GROUP + ";v=" + aggregated + ";as=APIGroupDiscoveryList";
    return new ApiResult.RawResult(
        200,
        mediaType,
        bytes,
        Map.of("ETag", etag(bytes), "Vary", "Accept", "Cache-Control", "public"));
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
