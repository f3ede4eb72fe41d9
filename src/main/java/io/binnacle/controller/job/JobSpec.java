package io.binnacle.controller.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a job asks for.
 *
 * @param completions empty when one success, and nobody at work any more, is enough
 * @param backoffLimitPerIndex empty when indexes share the job's limit
 * @param replaceFailedOnly whether a pod that is on its way out keeps its place (KEP-3939)
 */
record JobSpec(
    OptionalInt completions,
    int parallelism,
    boolean indexed,
    int backoffLimit,
    OptionalInt backoffLimitPerIndex,
    OptionalInt maxFailedIndexes,
    Optional<Duration> activeDeadline,
    boolean suspended,
    boolean replaceFailedOnly,
    JsonNode tree) {
  private static final int BACKOFF_LIMIT = 6;

  static JobSpec of(ApiObject job) {
    JsonNode spec = job.tree().path("spec");
    JsonNode deadline = spec.path("activeDeadlineSeconds");
    return new JobSpec(
        number(spec.path("completions")),
        spec.path("parallelism").asInt(1),
        spec.path("completionMode").asText().equals("Indexed"),
        spec.path("backoffLimit").asInt(BACKOFF_LIMIT),
        number(spec.path("backoffLimitPerIndex")),
        number(spec.path("maxFailedIndexes")),
        deadline.isNumber() ? Optional.of(Duration.ofSeconds(deadline.asLong())) : Optional.empty(),
        spec.path("suspend").asBoolean(),
        spec.path("podReplacementPolicy").asText().equals("Failed"),
        spec);
  }

  private static OptionalInt number(JsonNode value) {
    return value.isNumber() ? OptionalInt.of(value.asInt()) : OptionalInt.empty();
  }

  boolean limitsIndexes() {
    return indexed && backoffLimitPerIndex.isPresent();
  }
}
