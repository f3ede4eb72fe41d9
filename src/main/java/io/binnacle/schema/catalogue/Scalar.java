package io.binnacle.schema.catalogue;

import io.binnacle.schema.Schema;

/** The plain types of fields. */
public enum Scalar {
  STRING(Schema.Type.STRING, ""),
  BYTES(Schema.Type.STRING, "byte"),
  BOOL(Schema.Type.BOOLEAN, ""),
  INT32(Schema.Type.INTEGER, "int32"),
  INT64(Schema.Type.INTEGER, "int64"),
  DOUBLE(Schema.Type.NUMBER, "double");

  private final Schema.Type type;
  private final String format;

  Scalar(Schema.Type type, String format) {
    this.type = type;
    this.format = format;
  }

  Schema.Type type() {
    return type;
  }

  String format() {
    return format;
  }
}
