package io.binnacle.schema.protobuf;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the API writes them: {@code 1h2m3.5s}, {@code 150ms}. */
final class GoDuration {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000 * MICRO;
  private static final long SECOND = 1_000 * MILLI;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|μs|ms|s|m|h)");

  private GoDuration() {}

  static String text(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    long rest = Math.abs(nanos);
    if (rest < SECOND) {
      return sign + belowSecond(rest);
    }
    StringBuilder text = new StringBuilder(sign);
    if (rest >= HOUR) {
      text.append(rest / HOUR).append('h');
    }
    if (rest >= MINUTE) {
      text.append(rest % HOUR / MINUTE).append('m');
    }
    return text.append(decimal(rest % MINUTE, SECOND)).append('s').toString();
  }

  /**
   * Reads what {@link #text} writes and its like.
   *
   * @throws IllegalArgumentException when the text is no duration
   */
  static long nanos(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    Matcher parts = PART.matcher(rest);
    BigDecimal total = BigDecimal.ZERO;
    int end = 0;
    while (end < rest.length() && parts.find(end) && parts.start() == end) {
      BigDecimal unit = BigDecimal.valueOf(unit(parts.group(2)));
      total = total.add(new BigDecimal(parts.group(1)).multiply(unit));
      end = parts.end();
    }
    if (end < rest.length() || rest.isEmpty()) {
      if (rest.equals("0")) {
        return 0;
      }
      throw new IllegalArgumentException("no duration: " + text);
    }
    return negative ? -total.longValue() : total.longValue();
  }

  private static long unit(String name) {
    return switch (name) {
      case "h" -> HOUR;
      case "m" -> MINUTE;
      case "s" -> SECOND;
      case "ms" -> MILLI;
      case "ns" -> 1;
      default -> MICRO;
    };
  }

  private static String belowSecond(long nanos) {
    if (nanos < MICRO) {
      return nanos + "ns";
    }
    return nanos < MILLI ? decimal(nanos, MICRO) + "µs" : decimal(nanos, MILLI) + "ms";
  }

  private static String decimal(long nanos, long unit) {
    return BigDecimal.valueOf(nanos)
        .divide(BigDecimal.valueOf(unit))
        .stripTrailingZeros()
        .toPlainString();
  }
}
