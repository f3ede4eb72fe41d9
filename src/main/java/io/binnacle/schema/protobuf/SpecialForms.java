package io.binnacle.schema.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.catalogue.CatalogueField;
import io.binnacle.schema.catalogue.CatalogueType;
import io.binnacle.schema.catalogue.Form;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The messages whose JSON is not an object: times, quantities, raw JSON. */
final class SpecialForms {
  private static final DateTimeFormatter SECONDS = format("uuuu-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MICROS = format("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
  private static final int STRING_KIND = 1;

  private final CodedInputStream input;
  private final MessageReader messages;
  private final JsonNodeFactory nodes = Json.mapper().getNodeFactory();

  SpecialForms(CodedInputStream input, MessageReader messages) {
    this.input = input;
    this.messages = messages;
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  /** Reads the message's fields up to its end. */
  JsonNode read(CatalogueType type) throws IOException {
    return switch (type.form()) {
      case TIME -> time(SECONDS);
      case MICRO_TIME -> time(MICROS);
      case DURATION -> duration();
      case QUANTITY -> quantity();
      case INT_OR_STRING -> intOrString();
      case FIELDS, RAW_EXTENSION, JSON -> raw();
      case SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> choice(type);
      case OBJECT -> throw new IllegalArgumentException(type + " is an object");
    };
  }

  /** An empty message is the zero time, which JSON leaves out. */
  private JsonNode time(DateTimeFormatter format) throws IOException {
    long seconds = 0;
    int nanos = 0;
    boolean present = false;
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      present = true;
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> seconds = input.readInt64();
        case 2 -> nanos = input.readInt32();
        default -> input.skipField(tag);
      }
    }
    return present
        ? nodes.textNode(format.format(Instant.ofEpochSecond(seconds, nanos)))
        : nodes.missingNode();
  }

  private JsonNode duration() throws IOException {
    long nanos = 0;
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        nanos = input.readInt64();
      } else {
        input.skipField(tag);
      }
    }
    return nodes.textNode(GoDuration.text(nanos));
  }

  private JsonNode quantity() throws IOException {
    String text = "0";
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        text = input.readStringRequireUtf8();
      } else {
        input.skipField(tag);
      }
    }
    return nodes.textNode(text.isEmpty() ? "0" : text);
  }

  private JsonNode intOrString() throws IOException {
    long kind = 0;
    int number = 0;
    String text = "";
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> kind = input.readInt64();
        case 2 -> number = input.readInt32();
        case 3 -> text = input.readStringRequireUtf8();
        default -> input.skipField(tag);
      }
    }
    return kind == STRING_KIND ? nodes.textNode(text) : nodes.numberNode(number);
  }

  /** The bytes are JSON text; none of them stand for null. */
  private JsonNode raw() throws IOException {
    byte[] bytes = {};
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        bytes = input.readByteArray();
      } else {
        input.skipField(tag);
      }
    }
    return bytes.length == 0 ? nodes.missingNode() : Json.read(bytes);
  }

  /**
   * A type that is a schema, or else something simpler: a flag, a list of schemas, a list of
   * strings. What is set is what counts; the schema wins.
   */
  private JsonNode choice(CatalogueType type) throws IOException {
    JsonNode schema = nodes.missingNode();
    ArrayNode list = nodes.arrayNode();
    JsonNode flag = nodes.missingNode();
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      CatalogueField field = type.field(WireFormat.getTagFieldNumber(tag)).orElse(null);
      if (field == null) {
        input.skipField(tag);
      } else if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
        flag = nodes.booleanNode(input.readBool());
      } else if (field.jsonName().equals("schema")) {
        schema = messages.message(field.target());
      } else if (type.form() == Form.SCHEMA_OR_ARRAY) {
        list.add(messages.message(field.element().target()));
      } else {
        list.add(input.readStringRequireUtf8());
      }
    }
    if (!schema.isMissingNode()) {
      return schema;
    }
    return flag.isMissingNode() ? list : flag;
  }
}
