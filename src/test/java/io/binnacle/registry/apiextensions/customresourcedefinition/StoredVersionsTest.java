package io.binnacle.registry.apiextensions.customresourcedefinition;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.Messages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredVersionsTest {
  private static final String VERSIONS =
      "'versions':[{'name':'v1','storage':false},{'name':'v2','storage':true}]";

  private static String refusals(String status) {
    String definition = "{'spec':{" + VERSIONS + "},'status':" + status + "}";
    return String.join(
        "; ",
        Messages.of(StoredVersions.validate(Json.readTrusted(definition.replace('\'', '"')))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      emptyValue = "",
      value = {
        "{} | status.storedVersions: Invalid value: null: must have at least one stored version",
        "{'storedVersions':[]} | status.storedVersions: Invalid value: []: must have at least one"
            + " stored version",
        "{'storedVersions':['v1']} | status.storedVersions: Invalid value: [\"v1\"]: must have the"
            + " storage version v2",
        "{'storedVersions':['v2','v0']} | status.storedVersions[1]: Invalid value: \"v0\": missing"
            + " from spec.versions; v0 was previously a storage version, and must remain in"
            + " spec.versions until a storage migration ensures no data remains persisted in v0"
            + " and removes v0 from status.storedVersions",
      })
  void refuses(String status, String message) {
    assertThat(refusals(status)).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {"{'storedVersions':['v2']}", "{'storedVersions':['v1','v2']}"})
  void accepts(String status) {
    assertThat(refusals(status)).isEmpty();
  }
}
