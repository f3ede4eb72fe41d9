package io.binnacle.schema.protobuf;

import java.math.BigDecimal;

/** Durations as the API writes them: {@code 1h2m3.5s}, {@code 150ms}. */
final class GoDuration {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000 * MICRO;
  private static final long SECOND = 1_000 * MILLI;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

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
