package io.binnacle.storage.cacher;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An object as JSON without its resourceVersion, which is not known before the commit, and the
 * place where it goes: so that encoding, the costly part, happens before the lock is taken.
 */
record EncodedObject(byte[] bytes, int offset) {
  private static final String METADATA = "metadata";
  private static final String RESOURCE_VERSION = "resourceVersion";

  /** Encodes a tree, whatever resourceVersion it carries. */
  static EncodedObject of(ObjectNode tree) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = Json.mapper().createGenerator(out)) {
      int offset = -1;
      json.writeStartObject();
      for (Map.Entry<String, JsonNode> field : tree.properties()) {
        if (field.getKey().equals(METADATA)) {
          offset = writeMetadata(json, out, field.getValue());
        } else {
          json.writeFieldName(field.getKey());
          json.writeTree(field.getValue());
        }
      }
      if (offset < 0) {
        offset = writeMetadata(json, out, Json.object());
      }
      json.writeEndObject();
      json.flush();
      return new EncodedObject(out.toByteArray(), offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the metadata with an empty resourceVersion behind the uid. */
  private static int writeMetadata(JsonGenerator json, ByteArrayOutputStream out, JsonNode metadata)
      throws IOException {
    int offset = -1;
    json.writeFieldName(METADATA);
    json.writeStartObject();
    for (Map.Entry<String, JsonNode> field : metadata.properties()) {
      if (!field.getKey().equals(RESOURCE_VERSION)) {
        json.writeFieldName(field.getKey());
        json.writeTree(field.getValue());
      }
      if (field.getKey().equals("uid")) {
        offset = writePlaceholder(json, out);
      }
    }
    if (offset < 0) {
      offset = writePlaceholder(json, out);
    }
    json.writeEndObject();
    return offset;
  }

  private static int writePlaceholder(JsonGenerator json, ByteArrayOutputStream out)
      throws IOException {
    json.writeStringField(RESOURCE_VERSION, "");
    // What is buffered ends with the empty string's closing quote.
    return out.size() + json.getOutputBuffered() - 1;
  }

  /** Takes the resourceVersion out of bytes that came from here. */
  static EncodedObject ofStored(byte[] stored) {
    try (JsonParser json = Json.mapper().createParser(stored)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean metadata = json.currentName().equals(METADATA);
        json.nextToken();
        if (!metadata) {
          json.skipChildren();
          continue;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean version = json.currentName().equals(RESOURCE_VERSION);
          json.nextToken();
          if (version) {
            int start = (int) json.currentTokenLocation().getByteOffset() + 1;
            return without(stored, start, json.getText().length());
          }
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalArgumentException("a stored object without resourceVersion");
  }

  private static EncodedObject without(byte[] stored, int start, int length) {
    byte[] bytes = new byte[stored.length - length];
    System.arraycopy(stored, 0, bytes, 0, start);
    System.arraycopy(stored, start + length, bytes, start, bytes.length - start);
    return new EncodedObject(bytes, start);
  }

  /** The bytes of the version that a commit makes. */
  byte[] at(long revision) {
    byte[] digits = Long.toString(revision).getBytes(StandardCharsets.US_ASCII);
    byte[] spliced = new byte[bytes.length + digits.length];
    System.arraycopy(bytes, 0, spliced, 0, offset);
    System.arraycopy(digits, 0, spliced, offset, digits.length);
    System.arraycopy(bytes, offset, spliced, offset + digits.length, bytes.length - offset);
    return spliced;
  }
}
