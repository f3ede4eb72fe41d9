package io.binnacle.admission.plugin.podsecurity;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The release whose definition of a level counts.
 *
 * @param minor the minor number of release 1; {@link Integer#MAX_VALUE} for the latest
 */
record PolicyVersion(int minor) implements Comparable<PolicyVersion> {
  static final PolicyVersion LATEST = new PolicyVersion(Integer.MAX_VALUE);

  private static final Pattern FORM = Pattern.compile("v1\\.(0|[1-9][0-9]{0,5})");

  static Optional<PolicyVersion> parse(String text) {
    if (text.equals("latest")) {
      return Optional.of(LATEST);
    }
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new PolicyVersion(Integer.parseInt(matcher.group(1))))
        : Optional.empty();
  }

  @Override
  public int compareTo(PolicyVersion other) {
    return Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return equals(LATEST) ? "latest" : "v1." + minor;
  }
}
