package io.binnacle.registry.apiextensions.customresource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.runtime.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPathTest {
  private static final JsonNode OBJECT =
      Json.readTrusted(
          """
          {"spec":{"n":3,"list":["a","b","c"],"odd.key":"o"},
           "metadata":{"annotations":{"example.com/x":"y"}},
           "status":{"conditions":[{"type":"Ready","status":"True"},{"type":"Old","status":"False"}]}}\
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          .spec.n | 3
          .spec.list[0] | a
          .spec.list[-1] | c
          .spec.list[*] | a b c
          .spec.odd\\.key | o
          .spec['odd.key'] | o
          .metadata.annotations.example\\.com/x | y
          .status.conditions[?(@.type=="Ready")].status | True
          .status.conditions[?(@.type!='Ready')].status | False
          .spec.missing | ``
          .spec.list[?( | ``
          """)
  void leadsToText(String path, String text) {
    assertThat(JsonPath.parse(path).text(OBJECT)).isEqualTo(text);
  }
}
