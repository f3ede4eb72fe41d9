package io.binnacle.apimachinery.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The rules for names of field managers and for entries of managedFields. */
public final class ManagedFieldsValidation {
  private static final int MAX_SUBRESOURCE_BYTES = 256;

  private ManagedFieldsValidation() {}

  /** The rules for a name, wherever it is given. */
  public static List<FieldError> validateManager(String manager, FieldPath path) {
    List<FieldError> errors = new ArrayList<>();
    if (bytes(manager) > FieldWriter.MAX_MANAGER_BYTES) {
      errors.add(FieldError.tooLong(path, FieldWriter.MAX_MANAGER_BYTES));
    }
    if (!manager.codePoints().allMatch(FieldWriter::isPrintable)) {
      errors.add(FieldError.invalid(path, manager, "should only contain printable characters"));
    }
    return errors;
  }

  /** The rules for {@code metadata.managedFields}. */
  public static List<FieldError> validate(JsonNode list, FieldPath path) {
    List<FieldError> errors = new ArrayList<>();
    int position = 0;
    for (JsonNode entry : list) {
      FieldPath at = path.index(position++);
      String operation = entry.path("operation").asText();
      if (!operation.equals("Apply") && !operation.equals("Update")) {
        errors.add(
            FieldError.invalid(at.child("operation"), operation, "must be `Apply` or `Update`"));
      }
      String type = entry.path("fieldsType").asText();
      if (!type.isEmpty() && !type.equals("FieldsV1")) {
        errors.add(FieldError.invalid(at.child("fieldsType"), type, "must be `FieldsV1`"));
      }
      errors.addAll(validateManager(entry.path("manager").asText(), at.child("manager")));
      if (bytes(entry.path("subresource").asText()) > MAX_SUBRESOURCE_BYTES) {
        errors.add(FieldError.tooLong(at.child("subresource"), MAX_SUBRESOURCE_BYTES));
      }
    }
    return errors;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
