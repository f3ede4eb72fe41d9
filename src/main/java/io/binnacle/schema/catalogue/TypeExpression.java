package io.binnacle.schema.catalogue;

import java.util.Locale;

/**
 * The type of a field as the catalogue writes it: {@code string}, {@code []io.k8s.api.core.v1.Pod},
 * {@code {}string}; {@code <>string} is a list that its protobuf wraps into a message.
 */
public sealed interface TypeExpression {
  /** A plain value. */
  record Plain(Scalar scalar) implements TypeExpression {}

  /** A named type. */
  record Reference(String component) implements TypeExpression {}

  /** A list. */
  record ListOf(TypeExpression items, boolean wrapped) implements TypeExpression {}

  /** A map; its keys are strings. */
  record MapOf(TypeExpression values) implements TypeExpression {}

  /** Reads the written form. */
  static TypeExpression parse(String text) {
    if (text.startsWith("[]") || text.startsWith("<>")) {
      return new ListOf(parse(text.substring(2)), text.startsWith("<"));
    }
    if (text.startsWith("{}")) {
      return new MapOf(parse(text.substring(2)));
    }
    return text.indexOf('.') < 0
        ? new Plain(Scalar.valueOf(text.toUpperCase(Locale.ROOT)))
        : new Reference(text);
  }
}
