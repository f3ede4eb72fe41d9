package io.binnacle.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalInt;

/** When some of a job's indexes are enough (KEP-3998). */
final class SuccessPolicy {
  private SuccessPolicy() {}

  /** The number of the first rule that is met. */
  static OptionalInt met(JobSpec spec, IndexSet succeeded) {
    int index = 0;
    for (JsonNode rule : spec.tree().path("successPolicy").path("rules")) {
      if (isMet(rule, succeeded, spec.completions().orElse(0))) {
        return OptionalInt.of(index);
      }
      index++;
    }
    return OptionalInt.empty();
  }

  private static boolean isMet(JsonNode rule, IndexSet succeeded, int completions) {
    JsonNode count = rule.path("succeededCount");
    String indexes = rule.path("succeededIndexes").asText();
    if (indexes.isEmpty()) {
      return count.isNumber() && succeeded.size() >= count.asInt();
    }
    IndexSet asked = IndexSet.parse(indexes, completions);
    long met = asked.stream().filter(succeeded::contains).count();
    return met >= (count.isNumber() ? count.asInt() : asked.size());
  }
}
