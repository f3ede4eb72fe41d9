package io.binnacle.schema.cel.library;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version by Semantic Versioning 2.0.0.
 *
 * @param labels of a version before a release; none for a release
 */
record SemanticVersion(long major, long minor, long patch, List<String> labels)
    implements Comparable<SemanticVersion> {
  private static final String NUMBER = "(0|[1-9]\\d{0,17})";
  private static final String LABEL = "(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)";
  private static final Pattern SYNTAX =
      Pattern.compile(
          NUMBER
              + "\\."
              + NUMBER
              + "\\."
              + NUMBER
              + "(?:-("
              + LABEL
              + "(?:\\."
              + LABEL
              + ")*))?"
              + "(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?");
  private static final Pattern LENIENT =
      Pattern.compile("v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?([-+].*)?");

  static Optional<SemanticVersion> parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String labels = matcher.group(4);
    return Optional.of(
        new SemanticVersion(
            Long.parseLong(matcher.group(1)),
            Long.parseLong(matcher.group(2)),
            Long.parseLong(matcher.group(3)),
            labels == null ? List.of() : List.of(labels.split("\\."))));
  }

  /** Also takes a leading v, missing numbers, and zeros in front of numbers. */
  static Optional<SemanticVersion> parseLenient(String text) {
    Matcher matcher = LENIENT.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String rest = matcher.group(4) == null ? "" : matcher.group(4);
    return parse(
        number(matcher.group(1))
            + "."
            + number(matcher.group(2))
            + "."
            + number(matcher.group(3))
            + rest);
  }

  private static String number(@Nullable String digits) {
    return digits == null ? "0" : new BigInteger(digits).toString();
  }

  @Override
  public int compareTo(SemanticVersion other) {
    long[] own = {major, minor, patch};
    long[] others = {other.major, other.minor, other.patch};
    for (int i = 0; i < own.length; i++) {
      if (own[i] != others[i]) {
        return Long.compare(own[i], others[i]);
      }
    }
    if (labels.isEmpty() || other.labels.isEmpty()) {
      return Boolean.compare(labels.isEmpty(), other.labels.isEmpty());
    }
    for (int i = 0; i < Math.min(labels.size(), other.labels.size()); i++) {
      int comparison = compareLabels(labels.get(i), other.labels.get(i));
      if (comparison != 0) {
        return comparison;
      }
    }
    return Integer.compare(labels.size(), other.labels.size());
  }

  private static int compareLabels(String a, String b) {
    boolean isNumber = a.matches("\\d+");
    if (isNumber != b.matches("\\d+")) {
      return isNumber ? -1 : 1;
    }
    return isNumber ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
  }
}
