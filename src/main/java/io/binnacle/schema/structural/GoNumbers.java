package io.binnacle.schema.structural;

import java.math.BigDecimal;

/** Numbers as Go prints and bounds them. */
final class GoNumbers {
  /** From here on Go's {@code %v} prints exponents. */
  private static final BigDecimal LARGE = new BigDecimal("1e21");

  private GoNumbers() {}

  static String text(BigDecimal number) {
    BigDecimal plain = number.stripTrailingZeros();
    if (plain.abs().compareTo(LARGE) < 0) {
      return plain.toPlainString();
    }
    return Double.toString(plain.doubleValue()).replace(".0E", "e+").replace("E", "e+");
  }

  /** Whether the number is one of the format; formats that are none of numbers take any. */
  static boolean fits(String format, BigDecimal number) {
    return switch (format) {
      case "int32" -> isBetween(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case "int64" -> isBetween(number, Long.MIN_VALUE, Long.MAX_VALUE);
      default -> true;
    };
  }

  private static boolean isBetween(BigDecimal number, long min, long max) {
    return number.compareTo(BigDecimal.valueOf(min)) >= 0
        && number.compareTo(BigDecimal.valueOf(max)) <= 0;
  }
}
