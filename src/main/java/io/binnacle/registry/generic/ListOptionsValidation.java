package io.binnacle.registry.generic;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.ReadOptions;
import java.util.ArrayList;
import java.util.List;

/** Which combinations of list and watch options make sense. */
final class ListOptionsValidation {
  private static final FieldPath MATCH = FieldPath.of("resourceVersionMatch");
  private static final FieldPath INITIAL = FieldPath.of("sendInitialEvents");
  private static final FieldPath AT = FieldPath.of("at");
  private static final String EXACT = "Exact";
  private static final String NOT_OLDER_THAN = "NotOlderThan";

  private ListOptionsValidation() {}

  static void validateList(ReadOptions options) {
    List<FieldError> errors = new ArrayList<>();
    String match = options.resourceVersionMatch();
    String version = options.resourceVersion();
    if (!match.isEmpty()) {
      if (version.isEmpty()) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
      }
      if (!options.continueToken().isEmpty()) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch is forbidden when continue is provided"));
      }
      if (!match.equals(EXACT) && !match.equals(NOT_OLDER_THAN)) {
        errors.add(unsupported(match, "supported values: \"Exact\", \"NotOlderThan\", \"\""));
      }
      if (match.equals(EXACT) && version.equals("0")) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
      }
    }
    if (options.sendInitialEvents().isPresent()) {
      errors.add(FieldError.forbidden(INITIAL, "sendInitialEvents is forbidden for list"));
    }
    if (!options.at().isEmpty() && !version.isEmpty()) {
      errors.add(FieldError.forbidden(AT, "at is forbidden when resourceVersion is provided"));
    }
    refuse(errors);
  }

  static void validateWatch(ReadOptions options) {
    List<FieldError> errors = new ArrayList<>();
    String match = options.resourceVersionMatch();
    boolean initial = options.sendInitialEvents().isPresent();
    if (!match.isEmpty()) {
      if (!initial) {
        errors.add(
            FieldError.forbidden(
                MATCH,
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
      }
      if (!match.equals(NOT_OLDER_THAN)) {
        errors.add(unsupported(match, "supported values: \"NotOlderThan\""));
      }
      if (!options.continueToken().isEmpty()) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch is forbidden when continue is provided"));
      }
    } else if (initial) {
      errors.add(
          FieldError.forbidden(
              MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    refuse(errors);
  }

  private static FieldError unsupported(String match, String detail) {
    return new FieldError(
        FieldError.Type.NOT_SUPPORTED, MATCH.toString(), "\"" + match + "\"", detail);
  }

  private static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ApiException.invalid("meta.k8s.io", "ListOptions", "", errors);
    }
  }
}
