package io.binnacle.schema.structural;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueCheckTest {
  /** Checks {@code {"a": value}} by a schema of a. */
  private static List<String> check(String schema, String value) {
    String document = "{\"type\":\"object\",\"properties\":{\"a\":" + schema + "}}";
    return ValueCheck.check(
            ValueRules.of(Json.readTrusted(document)),
            Json.readTrusted("{\"a\":" + value + "}"),
            null)
        .stream()
        .map(FieldError::message)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"string"} | 5 | a: Invalid value: "integer": a in body must be of type string: "integer"
          {"type":"string"} | null | a: Invalid value: "null": a in body must be of type string: "null"
          {"type":"integer"} | 1.5 | a: Invalid value: "number": a in body must be of type integer: "number"
          {"x-kubernetes-int-or-string":true} | true | a: Invalid value: "boolean": a in body must be of type integer,string: "boolean"
          {"type":"string","minLength":3} | "x" | a: Invalid value: "x": a in body should be at least 3 chars long
          {"type":"string","maxLength":1} | "xy" | a: Too long: may not be more than 1 bytes
          {"type":"string","pattern":"^a+$"} | "b" | a: Invalid value: "b": a in body should match '^a+$'
          {"type":"string","format":"date-time"} | "now" | a: Invalid value: "now": a in body must be of type date-time: "now"
          {"type":"string","format":"ipv4"} | "1.2.3" | a: Invalid value: "1.2.3": a in body must be of type ipv4: "1.2.3"
          {"type":"string","enum":["x","y"]} | "z" | a: Unsupported value: "z": supported values: "x", "y"
          {"type":"integer","minimum":1} | 0 | a: Invalid value: 0: a in body should be greater than or equal to 1
          {"type":"integer","maximum":5,"exclusiveMaximum":true} | 5 | a: Invalid value: 5: a in body should be less than 5
          {"type":"number","multipleOf":0.5} | 0.7 | a: Invalid value: 0.7: a in body should be a multiple of 0.5
          {"type":"array","items":{"type":"string"},"minItems":2} | ["x"] | a: Invalid value: 1: a in body should have at least 2 items
          {"type":"array","items":{"type":"string"},"maxItems":1} | ["x","y"] | a: Too many: 2: must have at most 1 items
          {"type":"array","items":{"type":"string"}} | ["x",1] | a[1]: Invalid value: "integer": a[1] in body must be of type string: "integer"
          {"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"} | ["x","x"] | a[1]: Duplicate value: "x"
          {"type":"object","required":["b"]} | {} | a.b: Required value
          {"type":"object","additionalProperties":{"type":"integer"}} | {"k":"v"} | a.k: Invalid value: "string": a.k in body must be of type integer: "string"
          {"type":"string","not":{"enum":["x"]}} | "x" | <nil>: Invalid value: "": "a" must not validate the schema (not)
          """)
  void findsFault(String schema, String value, String message) {
    assertThat(check(schema, value)).containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"type":"string","nullable":true} | null
          {"type":"integer"} | 2.0
          {"x-kubernetes-int-or-string":true} | "10%"
          {"type":"string","format":"unheard-of"} | "x"
          {"type":"string","maxLength":1} | "ä"
          {"x-kubernetes-preserve-unknown-fields":true} | [1,"x",null]
          {"type":"object","properties":{"n":{"type":"integer"}},"anyOf":[{"required":["n"]},{"required":["m"]}]} | {"n":1}
          """)
  void letsPass(String schema, String value) {
    assertThat(check(schema, value)).isEmpty();
  }

  @Test
  void namesTheFirstAlternativeThatFailed() {
    assertThat(check("{\"oneOf\":[{\"required\":[\"b\"]},{\"required\":[\"c\"]}]}", "{}"))
        .containsExactly(
            "<nil>: Invalid value: \"\": \"a\" must validate one and only one schema (oneOf). Found"
                + " none valid",
            "a.b: Required value");
  }

  @Test
  void listsWithKeysHaveThemOnce() {
    String schema =
        """
        {"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
         "items":{"type":"object","properties":{"name":{"type":"string"}}}}\
        """;
    assertThat(check(schema, "[{\"name\":\"x\"},{\"name\":\"y\"},{\"name\":\"x\"}]"))
        .containsExactly("a[2]: Duplicate value: {\"name\":\"x\"}");
  }

  @Test
  void whatDidNotChangeIsLetBe() {
    ValueRules rules =
        ValueRules.of(
            Json.readTrusted(
                """
                {"type":"object","properties":{
                  "a":{"type":"string","maxLength":1},"b":{"type":"string","maxLength":1}}}\
                """));
    List<FieldError> errors =
        ValueCheck.check(
            rules,
            Json.readTrusted("{\"a\":\"long\",\"b\":\"longer\"}"),
            Json.readTrusted("{\"a\":\"long\",\"b\":\"x\"}"));
    assertThat(errors).extracting(FieldError::path).containsExactly("b");
  }

  /** Who gives a value of the second form is told what that form lacks. */
  @Test
  void ofAlternativesTheOneIsExplainedThatSaysMostAboutTheValue() {
    String schema =
        """
        {"type":"object","anyOf":[{"required":["x"]},
          {"properties":{"y":{"minimum":1}},"required":["z"]}],
         "properties":{"x":{"type":"integer"},"y":{"type":"integer"},"z":{"type":"integer"}}}\
        """;
    assertThat(check(schema, "{\"y\":0}"))
        .containsExactly(
            "<nil>: Invalid value: \"\": \"a\" must validate at least one schema (anyOf)",
            "a.y: Invalid value: 0: a.y in body should be greater than or equal to 1",
            "a.z: Required value");
  }
}
