package io.binnacle.apimachinery.taints;

import com.fasterxml.jackson.databind.JsonNode;

/** What a pod puts up with; an absent text is empty. */
public record Toleration(String key, String operator, String value, String effect) {
  /** The entry of {@code spec.tolerations}. */
  public static Toleration of(JsonNode toleration) {
    return new Toleration(
        toleration.path("key").asText(),
        toleration.path("operator").asText(),
        toleration.path("value").asText(),
        toleration.path("effect").asText());
  }

  /** Whether it tolerates the taint: no effect stands for all, and so does no key. */
  public boolean tolerates(Taint taint) {
    if (!effect.isEmpty() && !effect.equals(taint.effect())) {
      return false;
    }
    if (!key.isEmpty() && !key.equals(taint.key())) {
      return false;
    }
    return switch (operator) {
      case "Exists" -> true;
      case "", "Equal" -> !key.isEmpty() && value.equals(taint.value());
      case "Gt" -> compareTo(taint) > 0;
      case "Lt" -> compareTo(taint) < 0;
      default -> false;
    };
  }

  /** Values that are no numbers are neither greater nor less (KEP-5471). */
  private int compareTo(Taint taint) {
    try {
      return Long.compare(Long.parseLong(taint.value()), Long.parseLong(value));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
