package io.binnacle.scheduler.framework;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which taints pods tolerate. */
public final class Tolerations {
  private Tolerations() {}

  /** Whether one of the tolerations tolerates the taint. */
  public static boolean tolerates(List<Toleration> tolerations, Taint taint) {
    for (Toleration toleration : tolerations) {
      if (tolerates(toleration, taint)) {
        return true;
      }
    }
    return false;
  }

  private static boolean tolerates(Toleration toleration, Taint taint) {
    if (isSet(toleration.getEffect()) && !toleration.getEffect().equals(taint.getEffect())) {
      return false;
    }
    if (isSet(toleration.getKey()) && !toleration.getKey().equals(taint.getKey())) {
      return false;
    }
    String operator = text(toleration.getOperator());
    String wanted = text(toleration.getValue());
    String value = text(taint.getValue());
    return switch (operator) {
      case "Exists" -> true;
      case "", "Equal" -> isSet(toleration.getKey()) && wanted.equals(value);
      case "Gt" -> compare(value, wanted) > 0;
      case "Lt" -> compare(value, wanted) < 0;
      default -> false;
    };
  }

  /** Values that are no numbers are neither greater nor less (KEP-5471). */
  private static int compare(String value, String wanted) {
    try {
      return Long.compare(Long.parseLong(value), Long.parseLong(wanted));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static boolean isSet(@Nullable String value) {
    return value != null && !value.isEmpty();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
