package io.binnacle.schema.cel;

import com.fasterxml.jackson.databind.JsonNode;

/** Looks for rules, so that nothing of CEL is loaded where there are none. */
public final class RuleTexts {
  static final String FIELD = "x-kubernetes-validations";

  private RuleTexts() {}

  /** Whether a rule stands anywhere in a schema. */
  public static boolean areIn(JsonNode schema) {
    return !schema.findValues(FIELD).isEmpty();
  }
}
