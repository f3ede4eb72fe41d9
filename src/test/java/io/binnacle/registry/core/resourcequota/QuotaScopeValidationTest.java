package io.binnacle.registry.core.resourcequota;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.registry.Messages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotaScopeValidationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"scopes\":[\"X\"] | spec.scopes: Invalid value: [\"X\"]: unsupported scope",
        "\"hard\":{\"cpu\":\"1\"},\"scopes\":[\"BestEffort\"] | spec.scopes: Invalid value:"
            + " [\"BestEffort\"]: unsupported scope applied to resource",
        "\"scopes\":[\"Terminating\",\"NotTerminating\"] | spec.scopes: Invalid value:"
            + " [\"Terminating\",\"NotTerminating\"]: conflicting scopes",
        "\"scopeSelector\":{\"matchExpressions\":[{\"scopeName\":\"PriorityClass\",\"operator\":"
            + "\"In\"}]} | spec.scopeSelector.matchExpressions.values: Required value: must be at"
            + " least one value when `operator` is 'In' or 'NotIn' for scope selector",
        "\"hard\":{\"services\":\"1\"},\"scopeSelector\":{\"matchExpressions\":[{\"scopeName\":"
            + "\"PriorityClass\",\"operator\":\"Exists\"}]} |"
            + " spec.scopeSelector.matchExpressions: Invalid value: {\"MatchExpressions\":"
            + "[{\"ScopeName\":\"PriorityClass\",\"Operator\":\"Exists\",\"Values\":null}]}:"
            + " unsupported scope applied to resource",
      })
  void refuses(String spec, String message) {
    List<FieldError> errors = new ArrayList<>();
    QuotaScopeValidation.validate(Json.readTrusted("{" + spec + "}"), errors);
    assertThat(Messages.of(errors)).containsExactly(message);
  }
}
