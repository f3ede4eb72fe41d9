package io.binnacle.schema.structural;

import io.binnacle.apimachinery.validation.IpAddresses;
import io.binnacle.apimachinery.validation.Names;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The formats of texts that Kubernetes checks in custom resources (CustomResourceDefinition's
 * {@code format}); all others take any text.
 */
public final class TextFormats {
  private static final String UUID_HEAD = "(?i)[0-9A-F]{8}-?[0-9A-F]{4}-?";
  private static final String UUID_TAIL = "[0-9A-F]{3}-?";
  private static final Pattern HOSTNAME =
      Pattern.compile(
          "[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)*");
  private static final Pattern DURATION =
      Pattern.compile("[-+]?0|[-+]?([0-9]+(\\.[0-9]*)?(ns|us|µs|ms|s|m|h|d|w)\\s*)+");

  private static final Pattern DURATION_PART =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?)(ns|us|µs|ms|s|m|h|d|w)");
  private static final Map<String, BigDecimal> UNITS =
      Map.of(
          "ns", BigDecimal.ONE,
          "us", BigDecimal.valueOf(1_000),
          "µs", BigDecimal.valueOf(1_000),
          "ms", BigDecimal.valueOf(1_000_000),
          "s", BigDecimal.valueOf(Duration.ofSeconds(1).toNanos()),
          "m", BigDecimal.valueOf(Duration.ofMinutes(1).toNanos()),
          "h", BigDecimal.valueOf(Duration.ofHours(1).toNanos()),
          "d", BigDecimal.valueOf(Duration.ofDays(1).toNanos()),
          "w", BigDecimal.valueOf(Duration.ofDays(7).toNanos()));

  private static final Map<String, Predicate<String>> FORMATS =
      Map.ofEntries(
          Map.entry("date-time", TextFormats::isDateTime),
          Map.entry("datetime", TextFormats::isDateTime),
          Map.entry("date", TextFormats::isDate),
          Map.entry("duration", text -> DURATION.matcher(text).matches()),
          Map.entry("byte", TextFormats::isBase64),
          Map.entry("uri", TextFormats::isUri),
          Map.entry("hostname", text -> text.length() <= 255 && HOSTNAME.matcher(text).matches()),
          Map.entry(
              "ipv4", text -> !IpAddresses.isIpv6(text) && IpAddresses.parse(text).isPresent()),
          Map.entry("ipv6", IpAddresses::isIpv6),
          Map.entry("cidr", IpAddresses::isRange),
          Map.entry("email", matching("[^@\\s<>]+@[^@\\s<>]+")),
          Map.entry("mac", matching("([0-9A-Fa-f]{2}[:-]){5}([0-9A-Fa-f]{2})")),
          Map.entry("uuid", matching(UUID_HEAD + "[0-9A-F]{4}-?[0-9A-F]{4}-?[0-9A-F]{12}")),
          Map.entry("uuid3", matching(UUID_HEAD + "3" + UUID_TAIL + "[0-9A-F]{4}-?[0-9A-F]{12}")),
          Map.entry(
              "uuid4",
              matching(UUID_HEAD + "4" + UUID_TAIL + "[89AB]" + UUID_TAIL + "[0-9A-F]{12}")),
          Map.entry(
              "uuid5",
              matching(UUID_HEAD + "5" + UUID_TAIL + "[89AB]" + UUID_TAIL + "[0-9A-F]{12}")),
          Map.entry("bsonobjectid", matching("[0-9a-fA-F]{24}")),
          Map.entry("hexcolor", matching("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
          Map.entry(
              "rgbcolor", matching("rgb\\(\\s*\\d{1,3}\\s*,\\s*\\d{1,3}\\s*,\\s*\\d{1,3}\\s*\\)")),
          Map.entry("ssn", matching("\\d{3}[- ]?\\d{2}[- ]?\\d{4}")),
          Map.entry("creditcard", matching("\\d{13,19}")),
          Map.entry("isbn10", matching("(?:\\d{9}X|\\d{10})")),
          Map.entry("isbn13", matching("\\d{13}")),
          Map.entry("isbn", matching("(?:\\d{9}X|\\d{10}|\\d{13})")),
          Map.entry("k8s-short-name", text -> Names.dns1123Label(text, false).isEmpty()),
          Map.entry("k8s-long-name", text -> Names.dns1123Subdomain(text, false).isEmpty()));

  private TextFormats() {}

  private static Predicate<String> matching(String pattern) {
    return Pattern.compile(pattern).asMatchPredicate();
  }

  /** Whether a text has a format; one that nobody knows has any text. */
  public static boolean accepts(String format, String text) {
    Predicate<String> known = FORMATS.get(format);
    return known == null || known.test(text);
  }

  /**
   * The time that a duration such as {@code 1h30m} or {@code 2d} means.
   *
   * @throws IllegalArgumentException for a text without that format
   */
  public static Duration duration(String text) {
    if (!DURATION.matcher(text).matches()) {
      throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = DURATION_PART.matcher(text);
    while (part.find()) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(UNITS.get(part.group(2))));
    }
    return Duration.ofNanos((text.startsWith("-") ? nanos.negate() : nanos).longValue());
  }

  private static boolean isDateTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static boolean isDate(String text) {
    try {
      LocalDate.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isUri(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() || text.startsWith("/");
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
