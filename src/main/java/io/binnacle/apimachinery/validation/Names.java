package io.binnacle.apimachinery.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The name formats of Kubernetes. Each check gives the messages of what is wrong, none when the
 * name is good.
 */
public final class Names {
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern DNS_1123_LABEL = Pattern.compile(LABEL);
  private static final Pattern DNS_1123_SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final String UNDERSCORE_LABEL = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
  private static final Pattern UNDERSCORE_SUBDOMAIN =
      Pattern.compile(UNDERSCORE_LABEL + "(\\." + UNDERSCORE_LABEL + ")*");
  private static final Pattern DNS_1035_LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

  private Names() {}

  /** RFC 1123 subdomain: the name of most objects. A prefix (generateName) may end with a dash. */
  public static List<String> dns1123Subdomain(String name, boolean isPrefix) {
    List<String> errors = new ArrayList<>();
    if (name.length() > 253) {
      errors.add("must be no more than 253 bytes");
    }
    if (!DNS_1123_SUBDOMAIN.matcher(unprefixed(name, isPrefix)).matches()) {
      errors.add(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.',"
              + " and must start and end with an alphanumeric character (e.g. 'example.com', regex used for"
              + " validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
    }
    return errors;
  }

  /** A subdomain whose labels may hold underscores, as search paths of resolvers do. */
  public static List<String> dns1123SubdomainWithUnderscore(String name) {
    List<String> errors = new ArrayList<>();
    if (name.length() > 253) {
      errors.add("must be no more than 253 bytes");
    }
    if (!UNDERSCORE_SUBDOMAIN.matcher(name).matches()) {
      errors.add(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_',"
              + " '-' or '.', and must start and end with an alphanumeric character (e.g."
              + " 'example.com', regex used for validation is '"
              + UNDERSCORE_SUBDOMAIN.pattern()
              + "')");
    }
    return errors;
  }

  /** RFC 1123 label: namespaces, container names. */
  public static List<String> dns1123Label(String name, boolean isPrefix) {
    List<String> errors = new ArrayList<>();
    if (name.length() > 63) {
      errors.add("must be no more than 63 bytes");
    }
    String label = unprefixed(name, isPrefix);
    if (!DNS_1123_LABEL.matcher(label).matches()) {
      errors.add(
          DNS_1123_SUBDOMAIN.matcher(label).matches()
              ? "must not contain dots"
              : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must"
                  + " start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for"
                  + " validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");
    }
    return errors;
  }

  /** RFC 1035 label: services. */
  public static List<String> dns1035Label(String name, boolean isPrefix) {
    List<String> errors = new ArrayList<>();
    if (name.length() > 63) {
      errors.add("must be no more than 63 bytes");
    }
    if (!DNS_1035_LABEL.matcher(unprefixed(name, isPrefix)).matches()) {
      errors.add(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an"
              + " alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123',"
              + " regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");
    }
    return errors;
  }

  /** A subdomain whose first label is a star. */
  public static List<String> wildcardDns1123Subdomain(String name) {
    return name.startsWith("*.") && dns1123Subdomain(name.substring(2), false).isEmpty()
        ? List.of()
        : List.of(
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain,"
                + " which must consist of lower case alphanumeric characters, '-' or '.' and end"
                + " with an alphanumeric character (e.g. '*.example.com', regex used for validation"
                + " is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
  }

  /** A name that can be a segment of a path: the names of roles and their bindings. */
  public static List<String> pathSegment(String name, boolean isPrefix) {
    List<String> errors = new ArrayList<>();
    if (!isPrefix && (name.equals(".") || name.equals(".."))) {
      errors.add("may not be '" + name + "'");
    }
    for (String refused : List.of("/", "%")) {
      if (name.contains(refused)) {
        errors.add("may not contain '" + refused + "'");
      }
    }
    return errors;
  }

  private static String unprefixed(String name, boolean isPrefix) {
    return isPrefix && name.endsWith("-") ? name.substring(0, name.length() - 1) + "a" : name;
  }
}
