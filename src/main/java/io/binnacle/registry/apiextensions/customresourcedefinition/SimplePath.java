package io.binnacle.registry.apiextensions.customresourcedefinition;

import java.util.regex.Pattern;

/** The JSON paths that may lead to the parts of a scale and to columns. */
final class SimplePath {
  static final String FAULT = "must be a simple json path starting with .";

  private static final Pattern ONE = Pattern.compile("(\\.[-a-zA-Z0-9_]+)+");

  private SimplePath() {}

  /** Whether a path begins at the object and leads over fields alone. */
  static boolean isOne(String path) {
    return ONE.matcher(path).matches();
  }
}
