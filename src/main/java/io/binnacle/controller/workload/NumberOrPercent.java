package io.binnacle.controller.workload;

import com.fasterxml.jackson.databind.JsonNode;

/** A field that is a number or a part of a whole in percent. */
public final class NumberOrPercent {
  private static final int WHOLE = 100;

  private NumberOrPercent() {}

  /** The number, or the part of the whole, rounded up. An absent field is zero. */
  public static int roundedUp(JsonNode value, int whole) {
    return (int) Math.ceil(amount(value, whole));
  }

  /** The number, or the part of the whole, rounded down. An absent field is zero. */
  public static int roundedDown(JsonNode value, int whole) {
    return (int) Math.floor(amount(value, whole));
  }

  private static double amount(JsonNode value, int whole) {
    if (value.isTextual() && value.asText().endsWith("%")) {
      String digits = value.asText().substring(0, value.asText().length() - 1);
      return (double) Long.parseLong(digits) * whole / WHOLE;
    }
    return value.asInt();
  }
}
