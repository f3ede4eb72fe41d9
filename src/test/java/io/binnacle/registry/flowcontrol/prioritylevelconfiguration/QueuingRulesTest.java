package io.binnacle.registry.flowcontrol.prioritylevelconfiguration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.Messages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueuingRulesTest {
  private static List<String> refusals(long queues, long hand, long length) {
    ObjectNode queuing = Json.object();
    queuing.put("queues", queues).put("handSize", hand).put("queueLengthLimit", length);
    List<FieldError> errors = new ArrayList<>();
    QueuingRules.validate(queuing, FieldPath.of("q"), errors);
    return Messages.of(errors);
  }

  @Test
  void acceptsTheDefaults() {
    assertThat(refusals(64, 8, 50)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "64|8|0|q.queueLengthLimit: Invalid value: 0: must be positive",
        "10000001|1|1|q.queues: Invalid value: 10000001: must not be greater than 10000000",
        "4|8|1|q.handSize: Invalid value: 8: should not be greater than queues (4)",
        "512|8|1|q.handSize: Invalid value: 8: required entropy bits of deckSize 512 and handSize 8"
            + " should not be greater than 60",
      })
  void refuses(long queues, long hand, long length, String message) {
    assertThat(refusals(queues, hand, length)).containsExactly(message);
  }
}
