package io.binnacle.apiserver.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.ResourceCatalog;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.schema.SchemaCatalog;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The OpenAPI documents, made when first asked for and kept until a definition changes. Safe for
 * any thread; two threads that ask at once may make a document twice.
 */
public final class OpenApiDocuments {
  private static final System.Logger LOG = System.getLogger(OpenApiDocuments.class.getName());

  /** The media type of {@link #v2Protobuf()}. */
  public static final String V2_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

  private final ResourceCatalog resources;
  private final SchemaCatalog schemas;
  private final List<ComputedApi> computed;
  private final ExtensionOpenApi extensions;
  private final String version;
  private volatile Generation generation;

  /**
   * A document and the hash of its content, which its address and ETag carry.
   *
   * @param hash upper-case hexadecimal
   */
  public record Document(byte[] bytes, String hash) {}

  /** The documents of one generation of the definitions. */
  private record Generation(long number, long extensions, Map<String, Document> documents) {}

  /**
   * @param computed what the server serves without definitions
   * @param extensions what other servers serve
   * @param version the version of Kubernetes that is served, such as {@code v1.36.0}
   */
  public OpenApiDocuments(
      ResourceCatalog resources,
      SchemaCatalog schemas,
      List<ComputedApi> computed,
      ExtensionOpenApi extensions,
      String version) {
    this.resources = resources;
    this.schemas = schemas;
    this.computed = List.copyOf(computed);
    this.extensions = extensions;
    this.version = version;
    this.generation = new Generation(-1, -1, Map.of());
  }

  private Document document(String name, Supplier<byte[]> make) {
    Generation current = generation;
    long newest = resources.generation();
    long newestExtensions = extensions.generation();
    if (current.number() != newest || current.extensions() != newestExtensions) {
      current = new Generation(newest, newestExtensions, new ConcurrentHashMap<>());
      generation = current;
    }
    Document known = current.documents().get(name);
    if (known == null) {
      byte[] bytes = make.get();
      known = new Document(bytes, hash(bytes));
      current.documents().put(name, known);
    }
    return known;
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-512").digest(bytes);
      return HexFormat.of().withUpperCase().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * {@code /openapi/v3}: where the documents of the group versions are. The hash in an address
   * changes with its document, which may be cached for good.
   */
  public Document v3Index() {
    return document(
        "v3",
        () -> {
          ObjectNode index = Json.object();
          ObjectNode paths = index.putObject("paths");
          Set<String> served = new TreeSet<>(groupVersions().keySet());
          computed.forEach(api -> served.add(api.path()));
          served.forEach(path ->
              v3(path)
                  .ifPresent(document ->
                      paths
                          .putObject(path)
                          .put(
                              "serverRelativeURL",
                              "/openapi/v3/" + path + "?hash=" + document.hash())));
          extensions
              .v3()
              .forEach((path, address) -> paths.putObject(path).put("serverRelativeURL", address));
          return Json.write(index);
        });
  }

  private Map<String, GroupVersion> groupVersions() {
    Map<String, GroupVersion> groupVersions = new TreeMap<>();
    for (ResourceDefinition definition : resources.all()) {
      for (String served : definition.versions()) {
        GroupVersion groupVersion = new GroupVersion(definition.group(), served);
        String root = definition.group().isEmpty() ? "api/" : "apis/";
        groupVersions.put(root + groupVersion.apiVersion(), groupVersion);
      }
    }
    return groupVersions;
  }

  /**
   * The document of one group version.
   *
   * @param path what follows {@code /openapi/v3/}: {@code api/v1}, {@code apis/apps/v1}
   */
  public Optional<Document> v3(String path) {
    Optional<ComputedApi> api =
        computed.stream().filter(candidate -> candidate.path().equals(path)).findFirst();
    if (api.isPresent()) {
      return Optional.of(document("v3/" + path, () -> Json.write(api.get().v3())));
    }
    return Optional.ofNullable(groupVersions().get(path))
        .map(groupVersion -> document("v3/" + path, () -> makeV3(groupVersion)));
  }

  private byte[] makeV3(GroupVersion groupVersion) {
    Components components = new Components(schemas, Dialect.V3);
    Paths paths = new Paths(Dialect.V3, components);
    for (ResourceDefinition definition : resources.all()) {
      if (definition.group().equals(groupVersion.group())
          && definition.versions().contains(groupVersion.version())) {
        addPaths(paths, definition, groupVersion.version());
      }
    }
    ObjectNode document = Json.object();
    document.put("openapi", "3.0.0");
    document.set("info", info());
    document.set("paths", paths.all());
    document.putObject("components").set("schemas", components.all());
    return Json.write(document);
  }

  /** The versions of a custom resource may differ in their subresources. */
  private void addPaths(Paths paths, ResourceDefinition definition, String version) {
    resources
        .find(new GroupVersionResource(definition.group(), version, definition.plural()))
        .ifPresent(served -> paths.add(served, version));
  }

  private ObjectNode info() {
    return Json.object()
        .put("title", "Kubernetes")
        .put("version", version.toLowerCase(Locale.ROOT));
  }

  /** {@code /openapi/v2} as JSON. */
  public Document v2() {
    return document("v2", () -> Json.write(makeV2()));
  }

  /** {@code /openapi/v2} as protobuf, the one form that clients in Go ask for. */
  public Document v2Protobuf() {
    return document("v2.pb", () -> SwaggerProtobuf.encode(makeV2()));
  }

  private ObjectNode makeV2() {
    Components components = new Components(schemas, Dialect.V2);
    Paths paths = new Paths(Dialect.V2, components);
    for (ResourceDefinition definition : resources.all()) {
      definition.versions().forEach(served -> addPaths(paths, definition, served));
    }
    ObjectNode document = Json.object();
    document.put("swagger", "2.0");
    document.set("info", info());
    document.set("paths", paths.all());
    document.set("definitions", components.all());
    computed.forEach(api -> merge(document, api.v2()));
    extensions.v2().forEach(extension -> merge(document, extension));
    return document;
  }

  /** Where both name a definition alike, it is the same type of a library that both use. */
  private static void merge(ObjectNode document, ObjectNode extension) {
    for (String map : List.of("paths", "definitions")) {
      ObjectNode into = document.withObjectProperty(map);
      extension
          .path(map)
          .properties()
          .forEach(entry -> into.putIfAbsent(entry.getKey(), entry.getValue()));
    }
  }

  /** Whether another server's part can be told in every encoding of the v2 document. */
  public static boolean canMerge(ObjectNode extension) {
    try {
      return SwaggerProtobuf.encode(extension).length > 0;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "An extension API server's OpenAPI document is left out", e);
      return false;
    }
  }
}
