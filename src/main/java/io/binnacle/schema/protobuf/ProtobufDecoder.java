package io.binnacle.schema.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.binnacle.apimachinery.meta.GroupVersion;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.catalogue.BuiltInSchemaCatalog;
import io.binnacle.schema.catalogue.CatalogueType;
import java.io.IOException;
import java.util.Arrays;

/**
 * Decodes {@code application/vnd.kubernetes.protobuf}: four magic bytes, then an envelope ({@code
 * runtime.Unknown}) that names the kind and holds the object.
 */
public final class ProtobufDecoder {
  static final byte[] MAGIC = {'k', '8', 's', 0};

  private final BuiltInSchemaCatalog catalog;

  public ProtobufDecoder(BuiltInSchemaCatalog catalog) {
    this.catalog = catalog;
  }

  /** The fields of the envelope that matter. */
  private static final class Envelope {
    private String apiVersion = "";
    private String kind = "";
    private byte[] raw = {};

    static Envelope read(CodedInputStream input) throws IOException {
      Envelope envelope = new Envelope();
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case 1 -> envelope.readTypeMeta(input.readByteBuffer());
          case 2 -> envelope.raw = input.readByteArray();
          default -> input.skipField(tag);
        }
      }
      return envelope;
    }

    private void readTypeMeta(java.nio.ByteBuffer bytes) throws IOException {
      CodedInputStream input = CodedInputStream.newInstance(bytes);
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case 1 -> apiVersion = input.readStringRequireUtf8();
          case 2 -> kind = input.readStringRequireUtf8();
          default -> input.skipField(tag);
        }
      }
    }
  }

  /**
   * Decodes a body.
   *
   * @throws IOException with a message fit for the client when the bytes are not an object of a
   *     kind that the catalogue knows
   */
  public ObjectNode decode(byte[] body) throws IOException {
    if (!startsWithMagic(body)) {
      throw new IOException(
          "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
    }
    Envelope envelope =
        Envelope.read(CodedInputStream.newInstance(body, MAGIC.length, body.length - MAGIC.length));
    GroupVersionKind kind = GroupVersion.parse(envelope.apiVersion).kind(envelope.kind);
    CatalogueType type =
        catalog
            .typeOf(kind)
            .orElseThrow(() ->
                new IOException(
                    "no kind \""
                        + kind.kind()
                        + "\" is registered for version \""
                        + kind.apiVersion()
                        + "\""));
    ObjectNode object = Json.object();
    object.put("apiVersion", envelope.apiVersion);
    object.put("kind", envelope.kind);
    new MessageReader(CodedInputStream.newInstance(envelope.raw)).readInto(type, object);
    return object;
  }

  private static boolean startsWithMagic(byte[] body) {
    return body.length >= MAGIC.length
        && Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }
}
