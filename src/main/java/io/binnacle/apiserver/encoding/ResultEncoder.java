package io.binnacle.apiserver.encoding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.encoding.TableRenderer.IncludeObject;
import io.binnacle.registry.Page;
import io.binnacle.registry.RequestScope;
import io.binnacle.storage.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Puts results into bytes. The usual case, an object or list as JSON in its stored version, copies
 * stored bytes and parses nothing.
 */
public final class ResultEncoder {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  private final TableRenderer tables;

  public ResultEncoder(TableRenderer tables) {
    this.tables = tables;
  }

  /** One object in a representation. */
  public byte[] object(
      RequestScope scope, StoredObject object, Representation as, IncludeObject include) {
    return switch (as.form()) {
      case OBJECT ->
          as.encoding() == Representation.Encoding.JSON
              ? object.bytes()
              : document(object.object().tree(), as);
      case PARTIAL_METADATA ->
          document(TableRenderer.partialMetadata(object.object(), as.version()), as);
      case TABLE -> {
        ObjectNode metadata = Json.object();
        metadata.put("resourceVersion", Long.toString(object.revision()));
        yield document(
            tables.table(
                scope.definition(),
                as.version(),
                metadata,
                List.of(object.stored().object()).iterator(),
                include,
                true),
            as);
      }
    };
  }

  /** Any document in JSON or YAML. */
  public byte[] document(JsonNode document, Representation as) {
    if (as.encoding() == Representation.Encoding.JSON) {
      return Json.write(document);
    }
    try {
      return YAML.writeValueAsBytes(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a list or page. */
  public void list(
      OutputStream out, RequestScope scope, Page page, Representation as, IncludeObject include)
      throws IOException {
    // The metadata of a page stands before its items, but is known only after them.
    List<StoredObject> items = new ArrayList<>();
    page.items().forEachRemaining(items::add);
    ObjectNode metadata = listMetadata(page);
    if (as.form() == Representation.Form.TABLE) {
      Iterator<ApiObject> objects =
          items.stream().map(StoredObject::stored).map(StoredObject::object).iterator();
      out.write(
          document(
              tables.table(scope.definition(), as.version(), metadata, objects, include, true),
              as));
    } else if (as.encoding() == Representation.Encoding.JSON) {
      jsonList(out, scope, items, metadata, as);
    } else {
      out.write(document(listTree(scope, items, metadata, as), as));
    }
  }

  private static ObjectNode listMetadata(Page page) {
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Long.toString(page.revision()));
    String token = page.next().continueToken();
    if (!token.isEmpty()) {
      metadata.put("continue", token);
      page.next()
          .remainingItemCount()
          .ifPresent(count -> metadata.put("remainingItemCount", count));
    }
    return metadata;
  }

  private static void jsonList(
      OutputStream out,
      RequestScope scope,
      List<StoredObject> items,
      ObjectNode metadata,
      Representation as)
      throws IOException {
    boolean partial = as.form() == Representation.Form.PARTIAL_METADATA;
    GroupVersionKind kind = listKind(scope, as);
    out.write(
        ("{\"kind\":\""
                + kind.kind()
                + "\",\"apiVersion\":\""
                + kind.apiVersion()
                + "\",\"metadata\":")
            .getBytes(StandardCharsets.UTF_8));
    out.write(Json.write(metadata));
    out.write(",\"items\":[".getBytes(StandardCharsets.UTF_8));
    List<byte[]> typePrefixes = typePrefixes(scope.groupVersionKind());
    boolean first = true;
    for (StoredObject item : items) {
      if (!first) {
        out.write(',');
      }
      first = false;
      if (partial) {
        out.write(Json.write(TableRenderer.partialMetadata(item.object(), as.version())));
      } else {
        writeItem(out, item, typePrefixes);
      }
    }
    out.write("]}".getBytes(StandardCharsets.UTF_8));
  }

  private static GroupVersionKind listKind(RequestScope scope, Representation as) {
    return as.form() == Representation.Form.PARTIAL_METADATA
        ? new GroupVersionKind("meta.k8s.io", as.version(), "PartialObjectMetadataList")
        : new GroupVersionKind(
            scope.definition().group(), scope.version(), scope.definition().listKind());
  }

  /** How stored objects begin: kind and apiVersion are the first fields, in either order. */
  private static List<byte[]> typePrefixes(GroupVersionKind kind) {
    String kindField = "\"kind\":\"" + kind.kind() + "\",";
    String versionField = "\"apiVersion\":\"" + kind.apiVersion() + "\",";
    return List.of(
        ("{" + kindField + versionField).getBytes(StandardCharsets.UTF_8),
        ("{" + versionField + kindField).getBytes(StandardCharsets.UTF_8));
  }

  /** Items of a list of a built-in kind do not repeat kind and apiVersion. */
  private static void writeItem(OutputStream out, StoredObject item, List<byte[]> typePrefixes)
      throws IOException {
    byte[] bytes = item.bytes();
    for (byte[] prefix : typePrefixes) {
      if (startsWith(bytes, prefix)) {
        out.write('{');
        out.write(bytes, prefix.length, bytes.length - prefix.length);
        return;
      }
    }
    out.write(bytes);
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length > prefix.length
        && java.util.Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static ObjectNode listTree(
      RequestScope scope, List<StoredObject> items, ObjectNode metadata, Representation as) {
    GroupVersionKind kind = listKind(scope, as);
    ObjectNode list = Json.object();
    list.put("apiVersion", kind.apiVersion());
    list.put("kind", kind.kind());
    list.set("metadata", metadata);
    var array = list.putArray("items");
    for (StoredObject item : items) {
      array.add(
          as.form() == Representation.Form.PARTIAL_METADATA
              ? TableRenderer.partialMetadata(item.object(), as.version())
              : item.object().tree());
    }
    return list;
  }

  /** The table that one event of a table watch carries. */
  public ObjectNode eventTable(
      RequestScope scope,
      StoredObject object,
      Representation as,
      IncludeObject include,
      boolean withColumns) {
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Long.toString(object.revision()));
    return tables.table(
        scope.definition(),
        as.version(),
        metadata,
        List.of(object.stored().object()).iterator(),
        include,
        withColumns);
  }
}
