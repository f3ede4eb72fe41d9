package io.binnacle.registry.flowcontrol.prioritylevelconfiguration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.flowcontrol.BootstrapConfiguration;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriorityLevelValidationTest {
  private static ObjectNode level(String name, String spec) {
    return Json.readTrusted(
        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{%s}}".formatted(name, spec.replace('\'', '"')));
  }

  @Test
  void acceptsWhatEveryClusterHas() {
    assertThat(BootstrapConfiguration.levels())
        .hasSize(8)
        .allSatisfy(level -> assertThat(PriorityLevelValidation.validate(level)).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "a | 'type':'Limited' | spec.limited: Required value: must not be empty when type is Limited",
        "a | 'type':'Limited','limited':{'nominalConcurrencyShares':-1,'limitResponse':"
            + "{'type':'Reject'}} | spec.limited.nominalConcurrencyShares: Invalid value: -1: must"
            + " be a non-negative integer",
        "a | 'type':'Limited','limited':{'borrowingLimitPercent':-1,'limitResponse':"
            + "{'type':'Reject'}} | spec.limited.borrowingLimitPercent: Invalid value: -1: if"
            + " specified, must be a non-negative integer",
        "exempt | 'type':'Exempt','exempt':{'lendablePercent':101} | spec.exempt.lendablePercent:"
            + " Invalid value: 101: must be between 0 and 100, inclusive",
        "catch-all | 'type':'Limited','limited':{'nominalConcurrencyShares':6,'lendablePercent':0,"
            + "'limitResponse':{'type':'Reject'}} | spec: Invalid value: {\"type\":\"Limited\","
            + "\"limited\":{\"nominalConcurrencyShares\":6,\"lendablePercent\":0,"
            + "\"limitResponse\":{\"type\":\"Reject\"}}}: spec of 'catch-all' must equal the fixed"
            + " value",
      })
  void refuses(String name, String spec, String message) {
    assertThat(Messages.of(PriorityLevelValidation.validate(level(name, spec))))
        .containsExactly(message);
  }

  @Test
  void ofTheExemptLevelOnlyItsSharesMayChange() {
    String shares = "'exempt':{'nominalConcurrencyShares':5,'lendablePercent':7}";
    assertThat(PriorityLevelValidation.validate(level("exempt", "'type':'Exempt'," + shares)))
        .isEmpty();
    assertThat(
            Messages.of(
                PriorityLevelValidation.validate(
                    level("exempt", "'type':'Exempt','limited':{}," + shares))))
        .hasSize(2)
        .last()
        .asString()
        .endsWith("spec of 'exempt' except the 'spec.exempt' field must equal the fixed value");
  }
}
