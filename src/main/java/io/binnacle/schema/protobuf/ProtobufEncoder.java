package io.binnacle.schema.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.binnacle.schema.catalogue.CatalogueField;
import io.binnacle.schema.catalogue.CatalogueType;

/**
 * Encodes {@code application/vnd.kubernetes.protobuf}: the mirror of {@link ProtobufDecoder}.
 * Stateless; safe for any thread.
 */
public final class ProtobufEncoder {
  private static final int TYPE_META = 1;
  private static final int RAW = 2;
  private static final int API_VERSION = 1;
  private static final int KIND = 2;
  private static final int PARTIAL_METADATA = 1;
  private static final int PARTIAL_ITEMS = 2;
  private static final int EVENT_TYPE = 1;
  private static final int EVENT_OBJECT = 2;
  private static final int EXTENSION_RAW = 1;

  private final BuiltInSchemaCatalog catalog;

  public ProtobufEncoder(BuiltInSchemaCatalog catalog) {
    this.catalog = catalog;
  }

  /** Whether the kind has a protobuf form: the built-in ones have, custom resources do not. */
  public boolean knows(GroupVersionKind kind) {
    return catalog.typeOf(kind).isPresent();
  }

  /** An object that says of which kind it is. */
  public byte[] encode(JsonNode object) {
    GroupVersion version = GroupVersion.parse(object.path("apiVersion").asText());
    return encode(version.kind(object.path("kind").asText()), object);
  }

  /** An object as one of the kind. */
  public byte[] encode(GroupVersionKind kind, JsonNode object) {
    WireBuffer out = new WireBuffer();
    int raw = beginEnvelope(out, kind);
    new MessageWriter(out).fields(type(kind), object);
    out.end(raw);
    return out.toByteArray();
  }

  /** A list of a list kind. */
  public byte[] encodeList(
      GroupVersionKind kind, JsonNode metadata, Iterable<? extends JsonNode> items) {
    CatalogueType type = type(kind);
    WireBuffer out = new WireBuffer();
    int raw = beginEnvelope(out, kind);
    MessageWriter messages = new MessageWriter(out);
    CatalogueField metadataField = field(type, "metadata");
    messages.message(metadataField.target(), metadataField.number(), metadata);
    CatalogueField itemsField = field(type, "items");
    CatalogueType itemType = itemsField.element().target();
    for (JsonNode item : items) {
      messages.message(itemType, itemsField.number(), item);
    }
    out.end(raw);
    return out.toByteArray();
  }

  /**
   * A {@code PartialObjectMetadata}, which is no kind of the catalogue.
   *
   * @param version {@code v1} or {@code v1beta1}
   */
  public byte[] encodePartial(String version, JsonNode metadata) {
    WireBuffer out = new WireBuffer();
    int raw = beginEnvelope(out, partialKind(version, "PartialObjectMetadata"));
    new MessageWriter(out).message(catalog.objectMetadata(), PARTIAL_METADATA, metadata);
    out.end(raw);
    return out.toByteArray();
  }

  /** A {@code PartialObjectMetadataList} of the objects' metadata. */
  public byte[] encodePartialList(
      String version, JsonNode listMetadata, Iterable<? extends JsonNode> metadata) {
    WireBuffer out = new WireBuffer();
    int raw = beginEnvelope(out, partialKind(version, "PartialObjectMetadataList"));
    MessageWriter messages = new MessageWriter(out);
    messages.message(catalog.listMetadata(), PARTIAL_METADATA, listMetadata);
    for (JsonNode item : metadata) {
      int start = out.begin(PARTIAL_ITEMS);
      messages.message(catalog.objectMetadata(), PARTIAL_METADATA, item);
      out.end(start);
    }
    out.end(raw);
    return out.toByteArray();
  }

  private static GroupVersionKind partialKind(String version, String kind) {
    return new GroupVersionKind("meta.k8s.io", version, kind);
  }

  /**
   * A {@code metav1.WatchEvent}, which has no envelope of its own; the object in it has.
   *
   * @param object encoded already
   */
  public byte[] encodeEvent(String eventType, byte[] object) {
    WireBuffer out = new WireBuffer();
    out.text(EVENT_TYPE, eventType);
    int extension = out.begin(EVENT_OBJECT);
    out.bytes(EXTENSION_RAW, object);
    out.end(extension);
    return out.toByteArray();
  }

  /** Begins the envelope ({@code runtime.Unknown}); what it holds is to be written and ended. */
  private static int beginEnvelope(WireBuffer out, GroupVersionKind kind) {
    out.raw(ProtobufDecoder.MAGIC);
    int typeMeta = out.begin(TYPE_META);
    out.text(API_VERSION, kind.apiVersion());
    out.text(KIND, kind.kind());
    out.end(typeMeta);
    return out.begin(RAW);
  }

  private CatalogueType type(GroupVersionKind kind) {
    return catalog
        .typeOf(kind)
        .orElseThrow(() -> new IllegalArgumentException(kind + " has no protobuf form"));
  }

  private static CatalogueField field(CatalogueType type, String name) {
    return type.fields().stream()
        .filter(field -> field.jsonName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(type + " is no list"));
  }
}
