package io.binnacle.schema.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.schema.catalogue.CatalogueField;
import io.binnacle.schema.catalogue.CatalogueType;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Writes the messages whose JSON is not an object: the mirror of {@link SpecialForms}. */
final class SpecialFormWriter {
  private static final int STRING_KIND = 1;
  private static final String SCHEMA = "schema";

  private final WireBuffer out;
  private final MessageWriter messages;

  SpecialFormWriter(WireBuffer out, MessageWriter messages) {
    this.out = out;
    this.messages = messages;
  }

  /** Writes the message's fields. */
  void write(CatalogueType type, JsonNode value) {
    switch (type.form()) {
      case TIME, MICRO_TIME -> time(value.asText());
      case DURATION -> out.integer(1, GoDuration.nanos(value.asText()));
      case QUANTITY -> out.text(1, value.asText());
      case INT_OR_STRING -> intOrString(value);
      case FIELDS, RAW_EXTENSION, JSON -> out.bytes(1, Json.write(value));
      case SCHEMA_OR_BOOL, SCHEMA_OR_ARRAY, SCHEMA_OR_STRINGS -> choice(type, value);
      case OBJECT -> throw new IllegalArgumentException(type + " is an object");
    }
  }

  private void time(String text) {
    Instant instant = OffsetDateTime.parse(text).toInstant();
    out.integer(1, instant.getEpochSecond());
    out.integer(2, instant.getNano());
  }

  private void intOrString(JsonNode value) {
    if (value.isTextual()) {
      out.integer(1, STRING_KIND);
      out.text(3, value.asText());
    } else {
      out.integer(1, 0);
      out.integer(2, value.asLong());
    }
  }

  /** A schema, or what the type has in its place. */
  private void choice(CatalogueType type, JsonNode value) {
    for (CatalogueField field : type.fields()) {
      boolean schemaField = field.jsonName().equals(SCHEMA);
      if (schemaField && value.isObject()) {
        messages.message(field.target(), field.number(), value);
      } else if (!schemaField && value.isBoolean()) {
        out.bool(field.number(), value.asBoolean());
      } else if (!schemaField && value.isArray()) {
        messages.items(field, field.number(), value);
      }
    }
  }
}
