package io.binnacle.schema;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** Times as the API reads and writes them: RFC 3339. */
final class Timestamps {
  private static final String LAYOUT = "2006-01-02T15:04:05Z07:00";
  private static final String MICRO_LAYOUT = "2006-01-02T15:04:05.000000Z07:00";

  /** The parts of the layout, each with how many digits or which character it takes. */
  private static final String[] ELEMENTS = {
    "2006", "-", "01", "-", "02", "T", "15", ":", "04", ":", "05"
  };

  private static final DateTimeFormatter SECONDS = format("uuuu-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MICROS = format("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  private Timestamps() {}

  /** Whether values of the schema are times with microseconds. */
  static boolean isMicro(Schema schema) {
    return schema.name().endsWith(".MicroTime");
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  /**
   * What is wrong with the text, in the words of Kubernetes' decoder.
   *
   * @param micro whether the type is MicroTime, whose layout the words show
   */
  static Optional<String> error(String text, boolean micro) {
    String layout = micro ? MICRO_LAYOUT : LAYOUT;
    int at = 0;
    for (String element : ELEMENTS) {
      int end = at + element.length();
      if (end > text.length() || !fits(element, text.substring(at, end))) {
        return Optional.of(message(layout, text, text.substring(at), element));
      }
      at = end;
    }
    try {
      OffsetDateTime.parse(text);
      return Optional.empty();
    } catch (DateTimeParseException e) {
      return Optional.of(message(layout, text, text.substring(at), "Z07:00"));
    }
  }

  private static boolean fits(String element, String part) {
    return Character.isDigit(element.charAt(0))
        ? part.chars().allMatch(c -> c >= '0' && c <= '9')
        : part.equals(element);
  }

  private static String message(String layout, String text, String rest, String element) {
    return "parsing time \""
        + text
        + "\" as \""
        + layout
        + "\": cannot parse \""
        + rest
        + "\" as \""
        + element
        + "\"";
  }

  /** In UTC, with microseconds or with whole seconds alone. */
  static String canonical(String text, boolean micro) {
    return (micro ? MICROS : SECONDS).format(OffsetDateTime.parse(text));
  }
}
