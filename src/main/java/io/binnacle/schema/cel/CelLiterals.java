package io.binnacle.schema.cel;

import dev.cel.common.ast.CelConstant;

/** The values that stand in expressions. */
final class CelLiterals {
  private CelLiterals() {}

  /** The value of those that have a size; for others anything of size one. */
  static Object value(CelConstant constant) {
    return switch (constant.getKind()) {
      case STRING_VALUE -> constant.stringValue();
      case BYTES_VALUE -> constant.bytesValue();
      default -> 1L;
    };
  }
}
