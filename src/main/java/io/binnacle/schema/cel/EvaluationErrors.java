package io.binnacle.schema.cel;

import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;
import dev.cel.runtime.CelEvaluationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Errors of evaluation in the words that clients of Kubernetes know. */
final class EvaluationErrors {
  private static final Pattern PLACE =
      Pattern.compile("(?:evaluation error(?: at \\S*)?: )+", Pattern.DOTALL);
  private static final Pattern ABSENT = Pattern.compile("key '(.*)' is not present in map\\.");

  private EvaluationErrors() {}

  static String describe(Exception error) {
    String text = PLACE.matcher(String.valueOf(error.getMessage())).replaceFirst("");
    return switch (code(error)) {
      case ATTRIBUTE_NOT_FOUND -> "no such key: " + key(text);
      case INDEX_OUT_OF_BOUNDS -> text.replaceFirst("^Index", "index");
      case DIVIDE_BY_ZERO -> "division by zero";
      case NUMERIC_OVERFLOW -> "integer overflow";
      case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD -> "no such overload";
      default -> text;
    };
  }

  private static CelErrorCode code(Exception error) {
    Throwable cause = error.getCause();
    return switch (error) {
      case CelRuntimeException known -> known.getErrorCode();
      case CelEvaluationException known when cause instanceof CelRuntimeException inner ->
          inner.getErrorCode();
      case CelEvaluationException known -> known.getErrorCode();
      default -> CelErrorCode.INTERNAL_ERROR;
    };
  }

  private static String key(String text) {
    Matcher absent = ABSENT.matcher(text);
    return absent.matches() ? absent.group(1) : text;
  }
}
