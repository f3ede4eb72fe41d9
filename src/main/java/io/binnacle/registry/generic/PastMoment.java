package io.binnacle.registry.generic;

import io.binnacle.apimachinery.errors.ApiException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The moment that the parameter {@code at} of a get or a list names. */
sealed interface PastMoment {

  /** The state that a resourceVersion was. */
  record AtRevision(long revision) implements PastMoment {}

  /** The state at a time. */
  record AtTime(Instant time) implements PastMoment {}

  /**
   * @throws ApiException BadRequest where the text is neither a resourceVersion nor a time as in
   *     RFC 3339, or names a time to come
   */
  static PastMoment parse(String text, Clock clock) {
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      try {
        long revision = Long.parseLong(text);
        if (revision > 0) {
          return new AtRevision(revision);
        }
      } catch (NumberFormatException e) {
        throw invalid(text, "must be a resourceVersion that was given out");
      }
      throw invalid(text, "must be greater than zero");
    }
    Instant time;
    try {
      // A plus sign that a client did not encode arrives as a space.
      time = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeException e) {
      throw invalid(text, "must be a resourceVersion, or a time as 2026-11-23T10:00:00Z");
    }
    if (time.isAfter(clock.instant())) {
      throw invalid(text, "must not be in the future");
    }
    return new AtTime(time);
  }

  private static ApiException invalid(String text, String detail) {
    return ApiException.badRequest("at: Invalid value: \"" + text + "\": " + detail);
  }
}
