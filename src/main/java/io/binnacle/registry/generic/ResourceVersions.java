package io.binnacle.registry.generic;

import io.binnacle.apimachinery.errors.ApiException;

/** The resourceVersion of requests, in words of Kubernetes where it is none. */
final class ResourceVersions {
  private ResourceVersions() {}

  /**
   * The revision that an object's metadata names.
   *
   * @throws ApiException when the text is no version
   */
  static long parse(String text) {
    long revision = parseOrNegative(text);
    if (revision < 0) {
      throw ApiException.unclassified(syntax(text));
    }
    return revision;
  }

  /** The revision that a query names; the message says which parameter it was. */
  static long parseParameter(String text) {
    long revision = parseOrNegative(text);
    if (revision < 0) {
      throw ApiException.unclassified(
          "resourceVersion: Invalid value: \"" + text + "\": " + syntax(text));
    }
    return revision;
  }

  private static long parseOrNegative(String text) {
    try {
      return text.startsWith("+") ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String syntax(String text) {
    return "strconv.ParseUint: parsing \"" + text + "\": invalid syntax";
  }
}
