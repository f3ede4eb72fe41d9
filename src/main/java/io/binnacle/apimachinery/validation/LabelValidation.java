package io.binnacle.apimachinery.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The formats of label keys and values, and of the selectors that ask for them. Each check gives
 * the messages of what is wrong.
 */
public final class LabelValidation {
  private static final String NAME_FORMAT = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final Pattern NAME = Pattern.compile(NAME_FORMAT);
  private static final Pattern VALUE = Pattern.compile("(" + NAME_FORMAT + ")?");
  private static final String NAME_RULE =
      " must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
          + " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
          + " validation is '"
          + NAME_FORMAT
          + "')";

  private static final int MAX_ANNOTATION_BYTES = 256 * 1024;

  private LabelValidation() {}

  /** A name with an optional DNS prefix: {@code app}, {@code example.com/app}. */
  public static List<String> qualifiedName(String text) {
    List<String> errors = new ArrayList<>();
    String[] parts = text.split("/", -1);
    String name;
    if (parts.length == 1) {
      name = parts[0];
    } else if (parts.length == 2) {
      name = parts[1];
      if (parts[0].isEmpty()) {
        errors.add("prefix part must be non-empty");
      } else {
        Names.dns1123Subdomain(parts[0], false).forEach(e -> errors.add("prefix part " + e));
      }
    } else {
      errors.add(
          "a qualified name"
              + NAME_RULE
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      return errors;
    }
    if (name.isEmpty()) {
      errors.add("name part must be non-empty");
    } else if (name.length() > 63) {
      errors.add("name part must be no more than 63 bytes");
    }
    if (!NAME.matcher(name).matches()) {
      errors.add("name part" + NAME_RULE);
    }
    return errors;
  }

  /** A field that holds a qualified name, such as the key of a label. */
  public static void name(JsonNode name, FieldPath path, List<FieldError> errors) {
    for (String error : qualifiedName(name.asText())) {
      errors.add(FieldError.invalid(path, name.asText(), error));
    }
  }

  public static List<String> labelValue(String value) {
    List<String> errors = new ArrayList<>();
    if (value.length() > 63) {
      errors.add("must be no more than 63 bytes");
    }
    if (!VALUE.matcher(value).matches()) {
      errors.add(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or"
              + " '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
              + " 'my_value',  or '12345', regex used for validation is '("
              + NAME_FORMAT
              + ")?')");
    }
    return errors;
  }

  /** A map of labels. */
  public static void labels(JsonNode labels, FieldPath path, List<FieldError> errors) {
    for (Map.Entry<String, JsonNode> entry : labels.properties()) {
      for (String error : qualifiedName(entry.getKey())) {
        errors.add(FieldError.invalid(path, entry.getKey(), error));
      }
      for (String error : labelValue(entry.getValue().asText())) {
        errors.add(FieldError.invalid(path, entry.getValue().asText(), error));
      }
    }
  }

  /** A map of annotations: keys like those of labels, and not too much of it all. */
  public static void annotations(JsonNode annotations, FieldPath path, List<FieldError> errors) {
    long size = 0;
    for (Map.Entry<String, JsonNode> entry : annotations.properties()) {
      String key = entry.getKey();
      for (String error : qualifiedName(key.toLowerCase(Locale.ROOT))) {
        errors.add(FieldError.invalid(path, key, error));
      }
      size += bytes(key) + bytes(entry.getValue().asText());
    }
    if (size > MAX_ANNOTATION_BYTES) {
      errors.add(FieldError.tooLong(path, MAX_ANNOTATION_BYTES));
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** A structured selector ({@code metav1.LabelSelector}). */
  public static void selector(JsonNode selector, FieldPath path, List<FieldError> errors) {
    labels(selector.path("matchLabels"), path.child("matchLabels"), errors);
    FieldPath expressions = path.child("matchExpressions");
    int index = 0;
    for (JsonNode expression : selector.path("matchExpressions")) {
      expression(expression, expressions.index(index++), errors);
    }
  }

  private static void expression(JsonNode expression, FieldPath path, List<FieldError> errors) {
    int values = expression.path("values").size();
    switch (expression.path("operator").asText()) {
      case "In", "NotIn" -> {
        if (values == 0) {
          errors.add(
              FieldError.required(
                  path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (values > 0) {
          errors.add(
              FieldError.forbidden(
                  path.child("values"),
                  "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
      }
      default ->
          errors.add(
              FieldError.invalid(
                  path.child("operator"),
                  expression.path("operator").asText(),
                  "not a valid selector operator"));
    }
    String key = expression.path("key").asText();
    for (String error : qualifiedName(key)) {
      errors.add(FieldError.invalid(path.child("key"), key, error));
    }
    int index = 0;
    for (JsonNode value : expression.path("values")) {
      for (String error : labelValue(value.asText())) {
        errors.add(FieldError.invalid(path.child("values").index(index), value.asText(), error));
      }
      index++;
    }
  }
}
