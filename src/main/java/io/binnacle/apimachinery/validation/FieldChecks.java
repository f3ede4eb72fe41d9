package io.binnacle.apimachinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Trees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** Rules of single values that many kinds share. Errors are added to the caller's list. */
public final class FieldChecks {
  /** The protocols of ports. */
  public static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
  private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
  private static final Pattern CONFIG_KEY = Pattern.compile("[-._a-zA-Z0-9]+");
  private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[ -<>-~]+");
  private static final Pattern PORT_NAME_CHARACTERS = Pattern.compile("[-a-z0-9]+");
  private static final Pattern HEADER_NAME = Pattern.compile("[-A-Za-z0-9]+");
  private static final Pattern LETTER = Pattern.compile("[a-z]");
  private static final Pattern ABSOLUTE_PATH_STEP_BACK = Pattern.compile("(^|.*/)\\.\\.(/.*|$)");

  private FieldChecks() {}

  public static void nonNegative(JsonNode value, FieldPath path, List<FieldError> errors) {
    if (value.isNumber() && value.asLong() < 0) {
      errors.add(FieldError.invalid(path, value, "must be greater than or equal to 0"));
    }
  }

  /** A number, or a part of a whole: {@code 3}, {@code 25%}. */
  public static void numberOrPercent(JsonNode value, FieldPath path, List<FieldError> errors) {
    if (value.isTextual() && !PERCENT.matcher(value.asText()).matches()) {
      errors.add(
          FieldError.invalid(
              path,
              value,
              "a valid percent string must be a numeric string followed by an ending '%' (e.g."
                  + " '1%',  or '93%', regex used for validation is '[0-9]+%')"));
    }
    nonNegative(value, path, errors);
  }

  /** A part of a whole is no more than the whole. */
  public static void notMoreThanAll(JsonNode value, FieldPath path, List<FieldError> errors) {
    if (percentOf(value) > 100) {
      errors.add(FieldError.invalid(path, value, "must not be greater than 100%"));
    }
  }

  /** The number before the sign; 0 for whatever is no percentage. */
  private static long percentOf(JsonNode value) {
    String text = value.asText();
    if (!value.isTextual() || !PERCENT.matcher(text).matches()) {
      return 0;
    }
    String digits = text.substring(0, text.length() - 1);
    return digits.length() > 9 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  /** Whether a number or percentage says none at all. */
  public static boolean isNone(JsonNode value) {
    return value.isTextual() ? percentOf(value) == 0 : value.asLong() == 0;
  }

  /** A path below a domain, such as {@code example.com/controller}. */
  public static void domainPrefixedPath(String text, FieldPath path, List<FieldError> errors) {
    int slash = text.indexOf('/');
    if (slash <= 0 || slash == text.length() - 1) {
      errors.add(
          FieldError.invalid(
              path, text, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
      return;
    }
    String host = text.substring(0, slash);
    invalid(host, Names.dns1123Subdomain(host, false), path, errors);
    String rest = text.substring(slash + 1);
    if (!PATH.matcher(rest).matches()) {
      errors.add(
          FieldError.invalid(
              path, rest, "Invalid path (regex used for validation is '" + PATH.pattern() + "')"));
    }
  }

  /** A field that keeps its value. */
  public static void immutable(
      JsonNode now, JsonNode before, FieldPath path, List<FieldError> errors) {
    if (!Trees.same(now, before)) {
      errors.add(FieldError.invalid(path, now, "field is immutable"));
    }
  }

  public static void between(
      JsonNode value, long min, long max, FieldPath path, List<FieldError> errors) {
    if (value.isNumber() && (value.asLong() < min || value.asLong() > max)) {
      errors.add(
          FieldError.invalid(
              path, value, "must be between " + min + " and " + max + ", inclusive"));
    }
  }

  /** A text that must be present and one of a few. */
  public static void requiredOneOf(
      JsonNode value, Collection<String> supported, FieldPath path, List<FieldError> errors) {
    if (value.asText().isEmpty()) {
      errors.add(FieldError.required(path, ""));
    } else {
      oneOf(value, supported, path, errors);
    }
  }

  /** A text that, if present, must be one of a few. */
  public static void oneOf(
      JsonNode value, Collection<String> supported, FieldPath path, List<FieldError> errors) {
    String text = value.asText();
    if (!text.isEmpty() && !supported.contains(text)) {
      errors.add(FieldError.notSupported(path, text, supported));
    }
  }

  public static void required(JsonNode value, FieldPath path, List<FieldError> errors) {
    if (value.asText().isEmpty()) {
      errors.add(FieldError.required(path, ""));
    }
  }

  /** Adds the messages of a format check as errors of a value. */
  public static void invalid(
      String value, List<String> messages, FieldPath path, List<FieldError> errors) {
    for (String message : messages) {
      errors.add(FieldError.invalid(path, value, message));
    }
  }

  public static void portNumber(JsonNode port, FieldPath path, List<FieldError> errors) {
    if (port.asLong() < 1 || port.asLong() > 65535) {
      errors.add(FieldError.invalid(path, port.asLong(), "must be between 1 and 65535, inclusive"));
    }
  }

  /** A port by number or by name. */
  public static void portReference(JsonNode port, FieldPath path, List<FieldError> errors) {
    if (port.isTextual()) {
      invalid(port.asText(), portName(port.asText()), path, errors);
    } else {
      portNumber(port, path, errors);
    }
  }

  /** An IANA service name. */
  public static List<String> portName(String name) {
    List<String> errors = new ArrayList<>();
    if (name.length() > 15) {
      errors.add("must be no more than 15 bytes");
    }
    if (!PORT_NAME_CHARACTERS.matcher(name).matches()) {
      errors.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!LETTER.matcher(name).find()) {
      errors.add("must contain at least one letter (a-z)");
    }
    if (name.contains("--")) {
      errors.add("must not contain consecutive hyphens");
    }
    if (name.startsWith("-") || name.endsWith("-")) {
      errors.add("must not begin or end with a hyphen");
    }
    return errors;
  }

  /** A key of a ConfigMap or Secret. */
  public static List<String> configKey(String key) {
    List<String> errors = new ArrayList<>();
    if (key.length() > 253) {
      errors.add("must be no more than 253 bytes");
    }
    if (!CONFIG_KEY.matcher(key).matches()) {
      errors.add(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g."
              + " 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is"
              + " '[-._a-zA-Z0-9]+')");
    }
    if (key.equals(".")) {
      errors.add("must not be '.'");
    } else if (key.equals("..")) {
      errors.add("must not be '..'");
    } else if (key.startsWith("..")) {
      errors.add("must not start with '..'");
    }
    return errors;
  }

  public static List<String> environmentName(String name) {
    return ENVIRONMENT_NAME.matcher(name).matches()
        ? List.of()
        : List.of(
            "a valid environment variable name must consist only of printable ASCII characters"
                + " other than '='");
  }

  /** The name of a header of an HTTP request (RFC 9110, narrowed). */
  public static List<String> headerName(String name) {
    return HEADER_NAME.matcher(name).matches()
        ? List.of()
        : List.of(
            "a valid HTTP header must consist of alphanumeric characters or '-' (e.g."
                + " 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
  }

  public static void subdomain(JsonNode name, FieldPath path, List<FieldError> errors) {
    invalid(name.asText(), Names.dns1123Subdomain(name.asText(), false), path, errors);
  }

  /** A subdomain that may be left out. */
  public static void optionalSubdomain(JsonNode name, FieldPath path, List<FieldError> errors) {
    if (!name.asText().isEmpty()) {
      subdomain(name, path, errors);
    }
  }

  public static void label(JsonNode name, FieldPath path, List<FieldError> errors) {
    invalid(name.asText(), Names.dns1123Label(name.asText(), false), path, errors);
  }

  /** A path below a directory whose names beginning with two dots are its own. */
  public static void plainRelativePath(JsonNode value, FieldPath path, List<FieldError> errors) {
    relativePath(value, path, errors);
    String text = value.asText();
    if (text.startsWith("..") && !text.startsWith("../")) {
      errors.add(FieldError.invalid(path, value, "must not start with '..'"));
    }
  }

  /** A path that stays below where it starts. */
  public static void relativePath(JsonNode value, FieldPath path, List<FieldError> errors) {
    if (value.asText().startsWith("/")) {
      errors.add(FieldError.invalid(path, value, "must be a relative path"));
    }
    noStepBack(value, path, errors);
  }

  public static void noStepBack(JsonNode value, FieldPath path, List<FieldError> errors) {
    if (ABSOLUTE_PATH_STEP_BACK.matcher(value.asText()).matches()) {
      errors.add(FieldError.invalid(path, value, "must not contain '..'"));
    }
  }
}
