package io.binnacle.client;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * The two text forms of time in the API: {@code metav1.Time} in whole seconds and {@code
 * metav1.MicroTime}, always with six digits.
 */
public final class Timestamps {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Timestamps() {}

  /** As {@code spec.renewTime} of a Lease. */
  public static String micros(Instant instant) {
    return MICROS.format(instant);
  }

  /** As {@code lastTransitionTime} of a condition. */
  public static String seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
