package io.binnacle.registry.core.limitrange;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.Messages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitRangeValidationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"type\":\"Odd\" | spec.limits[0].type: Invalid value: \"Odd\": must be a standard limit"
            + " type or fully qualified",
        "\"type\":\"Container\",\"max\":{\"pods\":\"1\"} | spec.limits[0].max[pods]: Invalid value:"
            + " \"pods\": must be a standard resource for containers",
        "\"type\":\"Pod\",\"default\":{\"cpu\":\"1\"} | spec.limits[0].default: Forbidden: may not be"
            + " specified when `type` is 'Pod'",
        "\"type\":\"Container\",\"min\":{\"cpu\":\"2\"},\"default\":{\"cpu\":\"1\"} |"
            + " spec.limits[0].default[cpu]: Invalid value: \"2\": min value 2 is greater than"
            + " default value 1",
        "\"type\":\"Container\",\"max\":{\"cpu\":\"1\"},\"default\":{\"cpu\":\"2\"} |"
            + " spec.limits[0].default[cpu]: Invalid value: \"1\": default value 2 is greater than"
            + " max value 1",
        "\"type\":\"Container\",\"maxLimitRequestRatio\":{\"cpu\":\"500m\"} |"
            + " spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: \"500m\": ratio 500m is"
            + " less than 1",
        "\"type\":\"Container\",\"min\":{\"cpu\":\"1\"},\"max\":{\"cpu\":\"2\"},"
            + "\"maxLimitRequestRatio\":{\"cpu\":\"3\"} |"
            + " spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: \"3\": ratio 3 is greater"
            + " than max/min = 2.000000",
        "\"type\":\"PersistentVolumeClaim\" | spec.limits[0].limits: Required value: either minimum"
            + " or maximum storage value is required, but neither was provided",
      })
  void refuses(String limit, String message) {
    assertThat(
            Messages.of(
                LimitRangeValidation.validate(
                    Json.readTrusted("{\"l\":[{" + limit + "}]}").path("l"))))
        .containsExactly(message);
  }
}
