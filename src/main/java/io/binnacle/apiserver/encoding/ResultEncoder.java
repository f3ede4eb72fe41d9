package io.binnacle.apiserver.encoding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.encoding.TableRenderer.IncludeObject;
import io.binnacle.registry.Page;
import io.binnacle.registry.RequestScope;
import io.binnacle.schema.protobuf.ProtobufEncoder;
import io.binnacle.storage.StoredObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts results into bytes. The usual case, an object or list as JSON in its stored version, copies
 * stored bytes and parses nothing.
 */
public final class ResultEncoder {
  private final TableRenderer tables;
  private final ProtobufEncoder protobuf;

  public ResultEncoder(TableRenderer tables, ProtobufEncoder protobuf) {
    this.tables = tables;
    this.protobuf = protobuf;
  }

  /** One object in a representation. */
  public byte[] object(
      RequestScope scope, StoredObject object, Representation as, IncludeObject include) {
    return switch (as.form()) {
      case OBJECT ->
          switch (as.encoding()) {
            case JSON -> object.bytes();
            case YAML -> document(object.object().tree(), as);
            case PROTOBUF -> protobuf.encode(scope.groupVersionKind(), object.object().tree());
          };
      case PARTIAL_METADATA ->
          as.encoding() == Representation.Encoding.PROTOBUF
              ? protobuf.encodePartial(as.version(), object.object().metadata())
              : document(TableRenderer.partialMetadata(object.object(), as.version()), as);
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

  /** Any document that says of which kind it is. */
  public byte[] document(JsonNode document, Representation as) {
    return switch (as.encoding()) {
      case JSON -> Json.write(document);
      case YAML -> YamlWriter.write(document);
      case PROTOBUF -> protobuf.encode(document);
    };
  }

  /** A frame of a watch in protobuf: its length, then the event. */
  public byte[] protobufFrame(String eventType, byte[] object) {
    byte[] event = protobuf.encodeEvent(eventType, object);
    return ByteBuffer.allocate(Integer.BYTES + event.length)
        .putInt(event.length)
        .put(event)
        .array();
  }

  /** A bookmark's object in protobuf: of the resource's kind, with metadata alone. */
  public byte[] protobufBookmark(RequestScope scope, Representation as, ObjectNode bookmark) {
    return as.form() == Representation.Form.PARTIAL_METADATA
        ? protobuf.encodePartial(as.version(), bookmark.path("metadata"))
        : protobuf.encode(scope.groupVersionKind(), bookmark);
  }

  /** A list or page, ready to be written. */
  public final class ListBody {
    private final RequestScope scope;
    private final Page page;
    private final Representation as;
    private final IncludeObject include;
    // The metadata of a page stands before its items, but is known only after them.
    private final List<StoredObject> items = new ArrayList<>();

    private ListBody(RequestScope scope, Page page, Representation as, IncludeObject include) {
      this.scope = scope;
      this.page = page;
      this.as = as;
      this.include = include;
      page.items().forEachRemaining(items::add);
    }

    /** How many bytes the objects have; the list has about as many as JSON. */
    public long storedBytes() {
      return items.stream().mapToLong(item -> item.bytes().length).sum();
    }

    public void writeTo(OutputStream out) throws IOException {
      write(out, scope, items, listMetadata(page), as, include);
    }
  }

  /** Collects a list or page; its iterator is used up. */
  public ListBody list(RequestScope scope, Page page, Representation as, IncludeObject include) {
    return new ListBody(scope, page, as, include);
  }

  private void write(
      OutputStream out,
      RequestScope scope,
      List<StoredObject> items,
      ObjectNode metadata,
      Representation as,
      IncludeObject include)
      throws IOException {
    if (as.form() == Representation.Form.TABLE) {
      Iterator<ApiObject> objects =
          items.stream().map(StoredObject::stored).map(StoredObject::object).iterator();
      out.write(
          document(
              tables.table(scope.definition(), as.version(), metadata, objects, include, true),
              as));
      return;
    }
    switch (as.encoding()) {
      case JSON -> jsonList(out, scope, items, metadata, as);
      case YAML -> out.write(YamlWriter.write(listTree(scope, items, metadata, as)));
      case PROTOBUF -> out.write(protobufList(scope, items, metadata, as));
    }
  }

  private byte[] protobufList(
      RequestScope scope, List<StoredObject> items, ObjectNode metadata, Representation as) {
    Stream<ApiObject> objects = items.stream().map(StoredObject::object);
    if (as.form() == Representation.Form.PARTIAL_METADATA) {
      List<JsonNode> all = objects.<JsonNode>map(ApiObject::metadata).toList();
      return protobuf.encodePartialList(as.version(), metadata, all);
    }
    List<ObjectNode> all = objects.map(ApiObject::tree).toList();
    return protobuf.encodeList(listKind(scope, as), metadata, all);
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
    // Only of built-in kinds does the list say for all items what they are.
    List<byte[]> typePrefixes =
        scope.definition().isCustom() ? List.of() : typePrefixes(scope.groupVersionKind());
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
