package io.binnacle.schema.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.schema.catalogue.CatalogueField;
import io.binnacle.schema.catalogue.CatalogueType;
import io.binnacle.schema.catalogue.Form;
import io.binnacle.schema.catalogue.Scalar;
import io.binnacle.schema.catalogue.TypeExpression.ListOf;
import io.binnacle.schema.catalogue.TypeExpression.MapOf;
import io.binnacle.schema.catalogue.TypeExpression.Plain;
import io.binnacle.schema.catalogue.TypeExpression.Reference;
import java.util.Base64;
import java.util.Map;

/**
 * Writes trees as messages: the mirror of {@link MessageReader}. A field that the tree does not
 * have is not written, and neither is one that the catalogue does not know. Used by one thread.
 */
final class MessageWriter {
  private static final int MAP_KEY = 1;
  private static final int MAP_VALUE = 2;
  private static final int WRAPPED_ITEMS = 1;

  private final WireBuffer out;
  private final SpecialFormWriter forms;

  MessageWriter(WireBuffer out) {
    this.out = out;
    this.forms = new SpecialFormWriter(out, this);
  }

  /** Writes the fields of an object. */
  void fields(CatalogueType type, JsonNode object) {
    for (CatalogueField field : type.fields()) {
      if (field.number() == 0) {
        continue;
      }
      if (field.isEmbedded()) {
        embedded(field, object);
        continue;
      }
      JsonNode value = object.get(field.jsonName());
      if (value != null && !value.isNull()) {
        field(field, field.number(), value);
      }
    }
  }

  /** The fields of an embedded message stand in the object itself. */
  private void embedded(CatalogueField field, JsonNode object) {
    CatalogueType type = field.target();
    for (String name : type.properties().keySet()) {
      if (object.hasNonNull(name)) {
        int start = out.begin(field.number());
        fields(type, object);
        out.end(start);
        return;
      }
    }
  }

  private void field(CatalogueField field, int number, JsonNode value) {
    switch (field.expression()) {
      case Plain plain -> scalar(plain.scalar(), number, value);
      case Reference reference -> message(field.target(), number, value);
      case ListOf list when list.wrapped() -> {
        int start = out.begin(number);
        items(field, WRAPPED_ITEMS, value);
        out.end(start);
      }
      case ListOf list -> items(field, number, value);
      case MapOf map -> entries(field, number, value);
    }
  }

  /** Writes each item of a list as a field of its own. */
  void items(CatalogueField list, int number, JsonNode items) {
    for (JsonNode item : items) {
      field(list.element(), number, item);
    }
  }

  private void entries(CatalogueField map, int number, JsonNode entries) {
    for (Map.Entry<String, JsonNode> entry : entries.properties()) {
      int start = out.begin(number);
      out.text(MAP_KEY, entry.getKey());
      if (!entry.getValue().isNull()) {
        field(map.element(), MAP_VALUE, entry.getValue());
      }
      out.end(start);
    }
  }

  /** Writes the message that stands for a value. */
  void message(CatalogueType type, int number, JsonNode value) {
    int start = out.begin(number);
    if (type.form() == Form.OBJECT) {
      fields(type, value);
    } else {
      forms.write(type, value);
    }
    out.end(start);
  }

  private void scalar(Scalar scalar, int number, JsonNode value) {
    switch (scalar) {
      case STRING -> out.text(number, value.asText());
      case BYTES -> out.bytes(number, Base64.getDecoder().decode(value.asText()));
      case BOOL -> out.bool(number, value.asBoolean());
      case INT32, INT64 -> out.integer(number, value.asLong());
      case DOUBLE -> out.decimal(number, value.asDouble());
    }
  }
}
