package io.binnacle.apimachinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One broken rule of one field, with the texts that Kubernetes' {@code field.Error} has.
 *
 * @param path the field, such as {@code spec.replicas}
 * @param badValue the value as the message shows it (strings quoted), or null where the type shows
 *     none
 * @param detail what was wrong, may be empty
 */
public record FieldError(Type type, String path, @Nullable String badValue, String detail) {

  /** The kinds of errors, their machine-readable reason and the words a message begins with. */
  public enum Type {
    NOT_FOUND("FieldValueNotFound", "Not found", true),
    REQUIRED("FieldValueRequired", "Required value", false),
    DUPLICATE("FieldValueDuplicate", "Duplicate value", true),
    INVALID("FieldValueInvalid", "Invalid value", true),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value", true),
    FORBIDDEN("FieldValueForbidden", "Forbidden", false),
    TOO_LONG("FieldValueTooLong", "Too long", false),
    TOO_MANY("FieldValueTooMany", "Too many", true),
    INTERNAL("InternalError", "Internal error", false),
    TYPE_INVALID("FieldValueTypeInvalid", "Invalid value", true);

    private final String reason;
    private final String words;
    private final boolean showsValue;

    Type(String reason, String words, boolean showsValue) {
      this.reason = reason;
      this.words = words;
      this.showsValue = showsValue;
    }

    public String reason() {
      return reason;
    }
  }

  public static FieldError required(FieldPath path, String detail) {
    return new FieldError(Type.REQUIRED, path.toString(), null, detail);
  }

  public static FieldError invalid(FieldPath path, JsonNode badValue, String detail) {
    return new FieldError(Type.INVALID, path.toString(), show(badValue), detail);
  }

  public static FieldError invalid(FieldPath path, String badValue, String detail) {
    return new FieldError(Type.INVALID, path.toString(), quote(badValue), detail);
  }

  public static FieldError invalid(FieldPath path, long badValue, String detail) {
    return new FieldError(Type.INVALID, path.toString(), Long.toString(badValue), detail);
  }

  /** With a bad value in a form of its own, which is shown as it is. */
  public static FieldError invalidRaw(FieldPath path, String badValue, String detail) {
    return new FieldError(Type.INVALID, path.toString(), badValue, detail);
  }

  /** Without the value, which is too large to show. */
  public static FieldError invalidOmitted(FieldPath path, String detail) {
    return new FieldError(Type.INVALID, path.toString(), null, detail);
  }

  public static FieldError duplicate(FieldPath path, String badValue) {
    return new FieldError(Type.DUPLICATE, path.toString(), quote(badValue), "");
  }

  /** A duplicate that is not a text, shown as it is. */
  public static FieldError duplicateRaw(FieldPath path, String badValue) {
    return new FieldError(Type.DUPLICATE, path.toString(), badValue, "");
  }

  public static FieldError notFound(FieldPath path, String badValue) {
    return notFound(path, badValue, "");
  }

  public static FieldError notFound(FieldPath path, String badValue, String detail) {
    return new FieldError(Type.NOT_FOUND, path.toString(), quote(badValue), detail);
  }

  public static FieldError forbidden(FieldPath path, String detail) {
    return new FieldError(Type.FORBIDDEN, path.toString(), null, detail);
  }

  public static FieldError tooLong(FieldPath path, int maxBytes) {
    return new FieldError(
        Type.TOO_LONG, path.toString(), null, "may not be more than " + maxBytes + " bytes");
  }

  public static FieldError tooMany(FieldPath path, int actual, int max) {
    return new FieldError(
        Type.TOO_MANY,
        path.toString(),
        Integer.toString(actual),
        "must have at most " + max + " items");
  }

  /**
   * @param supported a list is told in its order, anything else sorted
   */
  public static FieldError notSupported(
      FieldPath path, String badValue, Collection<String> supported) {
    Stream<String> values = supported.stream();
    String detail =
        supported.isEmpty()
            ? ""
            : "supported values: "
                + (supported instanceof List<String> ? values : values.sorted())
                    .map(FieldError::quote)
                    .collect(Collectors.joining(", "));
    return new FieldError(Type.NOT_SUPPORTED, path.toString(), quote(badValue), detail);
  }

  /** The message without the path: what a Status cause says. */
  public String body() {
    StringBuilder text = new StringBuilder(type.words);
    if (type.showsValue && badValue != null) {
      text.append(": ").append(badValue);
    }
    if (!detail.isEmpty()) {
      text.append(": ").append(detail);
    }
    return text.toString();
  }

  /** The whole message: path and body. */
  public String message() {
    return path + ": " + body();
  }

  private static String show(JsonNode value) {
    if (value.isMissingNode()) {
      return "null";
    }
    return value.isTextual() ? quote(value.asText()) : Json.writeText(value);
  }

  private static String quote(String value) {
    return Json.writeText(Json.mapper().getNodeFactory().textNode(value));
  }
}
