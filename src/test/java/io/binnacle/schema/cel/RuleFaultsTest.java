package io.binnacle.schema.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFaultsTest {
  private static List<String> faults(String schema) {
    ObjectNode document = Json.readTrusted(schema);
    return RuleFaults.find(FieldPath.of("s"), document).stream().map(FieldError::message).toList();
  }

  private static String withRule(String rule) {
    return """
    {"type":"object","x-kubernetes-validations":[%s],"properties":{
      "n":{"type":"integer"},"s":{"type":"string"},
      "few":{"type":"array","maxItems":10,"items":{"type":"string","maxLength":9}},
      "many":{"type":"array","items":{"type":"string"}}}}\
    """
        .formatted(rule);
  }

  private static String shown(String rule) {
    return "{\"Rule\":"
        + Json.writeText(Json.mapper().getNodeFactory().textNode(rule))
        + ",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\","
        + "\"OptionalOldSelf\":null}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          self.x == 1 ; ERROR: <input>:1:5: undefined field 'x'# | self.x == 1# | ....^
          foo == 1 ; ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')# | foo == 1# | ^
          self.n == 'a' ; ERROR: <input>:1:8: found no matching overload for '_==_' applied to '(int, string)'# | self.n == 'a'# | .......^
          """)
  void typesAreChecked(String rule, String error) {
    String json = Json.writeText(Json.object().put("rule", rule));
    assertThat(faults(withRule(json)))
        .containsExactly(
            "s.x-kubernetes-validations[0].rule: Invalid value: "
                + shown(rule)
                + ": compilation failed: "
                + error.replace("#", "\n"));
  }

  @Test
  void syntaxErrorsAreToldAsSuch() {
    assertThat(faults(withRule("{\"rule\":\"1 +\"}")).getFirst())
        .contains("compilation failed: ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"rule":" "} | rule: Required value: rule is not specified
          {"rule":"true","message":" "} | message: Invalid value: " ": message must be non-empty if specified
          {"rule":"true","message":"a\\nb"} | message: Invalid value: "a\\nb": message must not contain line breaks
          {"rule":"true &&\\n true"} | message: Required value: message must be specified if rule contains line breaks
          {"rule":"true","messageExpression":" "} | messageExpression: Required value: messageExpression must be non-empty if specified
          {"rule":"true","reason":"Bad"} | reason: Unsupported value: "Bad": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"
          {"rule":"true","fieldPath":".x"} | fieldPath: Invalid value: ".x": fieldPath must be a valid path: does not refer to a valid field
          """)
  void fieldsOfRulesAreChecked(String rule, String fault) {
    assertThat(faults(withRule(rule))).containsExactly("s.x-kubernetes-validations[0]." + fault);
  }

  @Test
  void resultsHaveTheirType() {
    assertThat(faults(withRule("{\"rule\":\"self.n\",\"messageExpression\":\"5\"}")))
        .hasSize(2)
        .satisfiesExactly(
            fault -> assertThat(fault).endsWith(": cel expression must evaluate to a bool"),
            fault -> assertThat(fault).endsWith(": messageExpression must evaluate to a string"));
  }

  @Test
  void costsAreBounded() {
    assertThat(faults(withRule("{\"rule\":\"self.few.all(x, self.few.all(y, x == y))\"}")))
        .isEmpty();
    assertThat(faults(withRule("{\"rule\":\"self.many.all(x, self.many.all(y, x == y))\"}")))
        .contains(
            "s.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by"
                + " factor of more than 100x (try simplifying the rule, or adding maxItems,"
                + " maxProperties, and maxLength where arrays, maps, and strings are declared)");
  }

  @Test
  void itemsOfPlainListsHaveNoOldValue() {
    assertThat(
            faults(
                """
                {"type":"object","properties":{"l":{"type":"array","maxItems":5,"items":{
                  "type":"integer","x-kubernetes-validations":[{"rule":"self >= oldSelf"}]}}}}\
                """))
        .containsExactly(
            "s.properties[l].items.x-kubernetes-validations[0].rule: Invalid value: \"self >="
                + " oldSelf\": oldSelf cannot be used on the uncorrelatable portion of the schema"
                + " within s.properties[l].items");
  }
}
