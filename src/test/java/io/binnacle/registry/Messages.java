package io.binnacle.registry;

import io.binnacle.apimachinery.validation.FieldError;
import java.util.List;

/** The messages of errors, as clients are told them. */
public final class Messages {
  private Messages() {}

  public static List<String> of(List<FieldError> errors) {
    return errors.stream().map(FieldError::message).toList();
  }
}
