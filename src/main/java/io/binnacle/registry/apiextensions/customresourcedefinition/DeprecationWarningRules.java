package io.binnacle.registry.apiextensions.customresourcedefinition;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The rules of what users of a deprecated version are told. */
final class DeprecationWarningRules {
  private static final int MAX_BYTES = 256;
  private static final Set<Integer> NOT_PRINTABLE =
      Set.of(
          (int) Character.CONTROL,
          (int) Character.FORMAT,
          (int) Character.LINE_SEPARATOR,
          (int) Character.PARAGRAPH_SEPARATOR,
          (int) Character.PRIVATE_USE,
          (int) Character.SURROGATE,
          (int) Character.UNASSIGNED);

  private DeprecationWarningRules() {}

  static void validate(FieldPath path, JsonNode version, List<FieldError> errors) {
    JsonNode warning = version.path("deprecationWarning");
    if (!warning.isTextual()) {
      return;
    }
    String text = warning.asText();
    if (!version.path("deprecated").asBoolean()) {
      errors.add(FieldError.invalid(path, text, "can only be set for deprecated versions"));
      return;
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      errors.add(FieldError.invalid(path, text, "must be <= 256 characters long"));
    }
    if (text.isEmpty()) {
      errors.add(FieldError.invalid(path, text, "must not be an empty string"));
    }
    int index = indexOfNotPrintable(text);
    if (index >= 0) {
      errors.add(
          FieldError.invalid(
              path,
              text,
              "must only contain printable UTF-8 characters; non-printable character found at index "
                  + index));
    }
  }

  /** In bytes, as Go counts; of spaces only the usual one can be printed. */
  private static int indexOfNotPrintable(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      boolean otherSpace = Character.getType(c) == Character.SPACE_SEPARATOR && c != ' ';
      if (otherSpace || NOT_PRINTABLE.contains(Character.getType(c))) {
        return text.substring(0, i).getBytes(StandardCharsets.UTF_8).length;
      }
    }
    return -1;
  }
}
