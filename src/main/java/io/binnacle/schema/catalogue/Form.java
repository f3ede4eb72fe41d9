package io.binnacle.schema.catalogue;

import io.binnacle.schema.Schema;

/**
 * The types whose JSON is not an object with the fields of their protobuf message.
 *
 * <p>The text is the name in the catalogue.
 */
public enum Form {
  OBJECT("", Schema.Type.OBJECT, "", false),
  TIME("date-time", Schema.Type.STRING, "date-time", false),
  MICRO_TIME("micro-time", Schema.Type.STRING, "date-time", false),
  DURATION("duration", Schema.Type.STRING, "", false),
  FIELDS("fields", Schema.Type.OBJECT, "", true),
  QUANTITY("quantity", Schema.Type.ANY, "quantity", false),
  INT_OR_STRING("int-or-string", Schema.Type.ANY, "int-or-string", false),
  RAW_EXTENSION("raw-extension", Schema.Type.OBJECT, "", true),
  JSON("json", Schema.Type.ANY, "", true),
  SCHEMA_OR_BOOL("schema-or-bool", Schema.Type.ANY, "", true),
  SCHEMA_OR_ARRAY("schema-or-array", Schema.Type.ANY, "", true),
  SCHEMA_OR_STRINGS("schema-or-strings", Schema.Type.ANY, "", true);

  private final String text;
  private final Schema.Type type;
  private final String format;
  private final boolean opaque;

  Form(String text, Schema.Type type, String format, boolean opaque) {
    this.text = text;
    this.type = type;
    this.format = format;
    this.opaque = opaque;
  }

  static Form named(String text) {
    for (Form form : values()) {
      if (form.text.equals(text)) {
        return form;
      }
    }
    throw new IllegalArgumentException("unknown form " + text);
  }

  Schema.Type type() {
    return type;
  }

  String format() {
    return format;
  }

  /** Whether any JSON may be inside. */
  boolean opaque() {
    return opaque;
  }
}
