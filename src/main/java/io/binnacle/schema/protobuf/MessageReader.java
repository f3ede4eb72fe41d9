package io.binnacle.schema.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.catalogue.CatalogueField;
import io.binnacle.schema.catalogue.CatalogueType;
import io.binnacle.schema.catalogue.Form;
import io.binnacle.schema.catalogue.Scalar;
import io.binnacle.schema.catalogue.TypeExpression.ListOf;
import io.binnacle.schema.catalogue.TypeExpression.MapOf;
import io.binnacle.schema.catalogue.TypeExpression.Plain;
import io.binnacle.schema.catalogue.TypeExpression.Reference;
import java.io.IOException;
import java.util.Base64;

/** Reads one message and those inside it. Used once, by one thread. */
final class MessageReader {
  private static final int MAX_DEPTH = 100;
  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;

  private final CodedInputStream input;
  private final SpecialForms forms;
  private final JsonNodeFactory nodes = Json.mapper().getNodeFactory();
  private int depth;

  MessageReader(CodedInputStream input) {
    this.input = input;
    this.forms = new SpecialForms(input, this);
  }

  /** Reads fields up to the end of the input or of the message that is being read. */
  void readInto(CatalogueType type, ObjectNode target) throws IOException {
    if (++depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("proto: message nested too deeply");
    }
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      CatalogueField field = type.field(WireFormat.getTagFieldNumber(tag)).orElse(null);
      if (field == null) {
        input.skipField(tag);
      } else {
        readField(field, target, WireFormat.getTagWireType(tag));
      }
    }
    depth--;
  }

  private void readField(CatalogueField field, ObjectNode target, int wireType) throws IOException {
    String name = field.jsonName();
    switch (field.expression()) {
      case Plain plain -> {
        JsonNode value = scalar(plain.scalar());
        if (field.keepsZero() || !isZero(value)) {
          target.set(name, value);
        }
      }
      case Reference reference when field.isEmbedded() -> {
        int end = enter();
        readInto(field.target(), target);
        leave(end);
      }
      case Reference reference -> {
        JsonNode value = message(field.target());
        if (!value.isMissingNode()) {
          target.set(name, value);
        }
      }
      case ListOf list -> readItems(field, list, array(target, name), wireType);
      case MapOf map -> readEntry(field.element(), object(target, name));
    }
  }

  private static ArrayNode array(ObjectNode target, String name) {
    return target.get(name) instanceof ArrayNode present ? present : target.putArray(name);
  }

  private static ObjectNode object(ObjectNode target, String name) {
    return target.get(name) instanceof ObjectNode present ? present : target.putObject(name);
  }

  private void readItems(CatalogueField field, ListOf list, ArrayNode items, int wireType)
      throws IOException {
    CatalogueField element = field.element();
    if (list.wrapped()) {
      int end = enter();
      for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
        items.add(value(element));
      }
      leave(end);
    } else if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED && isPackable(element)) {
      int end = enter();
      while (input.getBytesUntilLimit() > 0) {
        items.add(value(element));
      }
      leave(end);
    } else {
      items.add(value(element));
    }
  }

  /** Numbers may come packed, whatever their declaration says. */
  private static boolean isPackable(CatalogueField element) {
    return element.expression() instanceof Plain plain
        && plain.scalar() != Scalar.STRING
        && plain.scalar() != Scalar.BYTES;
  }

  private void readEntry(CatalogueField element, ObjectNode map) throws IOException {
    int end = enter();
    String key = "";
    JsonNode value = nodes.missingNode();
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case MAP_KEY -> key = input.readStringRequireUtf8();
        case MAP_VALUE -> value = value(element);
        default -> input.skipField(tag);
      }
    }
    leave(end);
    map.set(key, value.isMissingNode() ? absentValue(element) : value);
  }

  /** The encoder leaves out a value that is zero; the entry is there nevertheless. */
  private JsonNode absentValue(CatalogueField element) {
    return switch (element.expression()) {
      case Plain plain ->
          switch (plain.scalar()) {
            case STRING, BYTES -> nodes.textNode("");
            case BOOL -> nodes.booleanNode(false);
            case INT32, INT64, DOUBLE -> nodes.numberNode(0);
          };
      case Reference reference ->
          element.target().form() == Form.OBJECT ? nodes.objectNode() : nodes.nullNode();
      case ListOf list -> nodes.arrayNode();
      case MapOf map -> nodes.objectNode();
    };
  }

  /** An item of a list or a value of a map. */
  private JsonNode value(CatalogueField element) throws IOException {
    return switch (element.expression()) {
      case Plain plain -> scalar(plain.scalar());
      case Reference reference -> {
        JsonNode message = message(element.target());
        yield message.isMissingNode() ? nodes.nullNode() : message;
      }
      case ListOf list -> {
        ArrayNode items = nodes.arrayNode();
        readItems(element, list, items, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        yield items;
      }
      case MapOf map -> throw new InvalidProtocolBufferException("proto: map inside a map");
    };
  }

  /** A message as the value it stands for; missing where that is nothing. */
  JsonNode message(CatalogueType type) throws IOException {
    int end = enter();
    JsonNode value;
    if (type.form() == Form.OBJECT) {
      ObjectNode object = nodes.objectNode();
      readInto(type, object);
      value = object;
    } else {
      value = forms.read(type);
    }
    leave(end);
    return value;
  }

  private JsonNode scalar(Scalar scalar) throws IOException {
    return switch (scalar) {
      case STRING -> nodes.textNode(input.readStringRequireUtf8());
      case BYTES -> nodes.textNode(Base64.getEncoder().encodeToString(input.readByteArray()));
      case BOOL -> nodes.booleanNode(input.readBool());
      case INT32 -> nodes.numberNode(input.readInt32());
      case INT64 -> Json.integer(input.readInt64());
      case DOUBLE -> nodes.numberNode(input.readDouble());
    };
  }

  private static boolean isZero(JsonNode value) {
    return value.isTextual()
        ? value.asText().isEmpty()
        : value.asDouble() == 0 && !value.asBoolean();
  }

  private int enter() throws IOException {
    return input.pushLimit(input.readRawVarint32());
  }

  private void leave(int end) {
    input.popLimit(end);
  }
}
