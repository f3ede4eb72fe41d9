package io.binnacle.schema.cel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationRulesTest {
  private static final String FIELDS =
      """
      "n":{"type":"integer"},"f":{"type":"number"},"s":{"type":"string"},"b":{"type":"boolean"},
      "l":{"type":"array","items":{"type":"string"}},
      "set":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
      "map":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],
        "items":{"type":"object","properties":{"k":{"type":"string"},"v":{"type":"integer"}}}},
      "m":{"type":"object","additionalProperties":{"type":"integer"}},
      "either":{"x-kubernetes-int-or-string":true},
      "when":{"type":"string","format":"date-time"},
      "long":{"type":"string","format":"duration"},
      "raw":{"type":"string","format":"byte"},
      "none":{"type":"string","nullable":true},
      "a-b.c":{"type":"string"},"namespace":{"type":"string"}\
      """;

  private static final String SPEC =
      """
      {"n":5,"f":1.5,"s":"text","b":true,"l":["b","a"],"set":["x","y"],
       "map":[{"k":"p","v":1},{"k":"q","v":2}],"m":{"one":1,"two":2},"either":"50%",
       "when":"2026-11-22T10:00:00Z","long":"1h30m","raw":"aGk=","none":null,
       "a-b.c":"odd","namespace":"ns"}\
      """;

  private static ObjectNode schema(String fields, String rules) {
    return Json.readTrusted(
        """
        {"type":"object","properties":{"spec":{"type":"object","properties":{%s},
         "x-kubernetes-validations":[%s]}}}\
        """
            .formatted(fields, rules));
  }

  private static ObjectNode object(String spec) {
    return Json.readTrusted(
        "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"a\"},"
            + "\"spec\":"
            + spec
            + "}");
  }

  private static String rule(String expression) {
    return Json.writeText(Json.object().put("rule", expression));
  }

  private static List<String> check(ObjectNode schema, String spec, @Nullable String old) {
    return ValidationRules.of(schema)
        .orElseThrow()
        .check(object(spec), old == null ? null : object(old))
        .stream()
        .map(FieldError::message)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "self.n == 5 && self.f > 1.0 && self.s.startsWith('te') && self.b",
        "self.l.all(x, x.size() == 1) && self.l.exists(x, x == 'a') && !self.l.isSorted()",
        "self.l.min() == 'a' && self.l.max() == 'b' && self.l.indexOf('a') == 1",
        "self.l.map(x, x + '!') == ['b!', 'a!'] && self.l.filter(x, x > 'a') == ['b']",
        "self.set == ['y', 'x'] && self.set + ['x', 'z'] == ['x', 'y', 'z']",
        "self.l != ['a', 'b'] && self.l + ['b'] == ['b', 'a', 'b']",
        "(self.map + self.map).size() == 2 && self.map.exists(e, e.k == 'p' && e.v == 1)",
        "self.m.all(k, self.m[k] > 0) && self.m['one'] == 1 && 'two' in self.m",
        "type(self.either) == string && self.either == '50%'",
        "self.when.getFullYear() == 2026 && self.when > timestamp('2020-01-01T00:00:00Z')",
        "self.long == duration('90m') && self.raw == b'hi'",
        "self.a__dash__b__dot__c == 'odd'",
        "self.__namespace__ == 'ns'",
        "has(self.n) && !has(self.m.three) && self.?n.orValue(1) == 5",
        "[1, 2, 3].sum() == 6 && '%s=%d'.format(['a', 5]) == 'a=5'",
        "'abc 123'.find('[0-9]+') == '123' && 'a1b2'.findAll('[0-9]') == ['1', '2']",
        "url('https://example.com:80/p?q=1').getHost() == 'example.com:80'",
        "url('https://example.com/p?q=1').getQuery()['q'] == ['1'] && !isURL('x y')",
        "quantity('1Gi').isGreaterThan(quantity('500Mi')) && !isQuantity('x')",
        "quantity('500m').add(quantity('1500m')).asInteger() == 2",
        "ip('127.0.0.1').isLoopback() && ip('::1').family() == 6 && !isIP('1.2.3')",
        "cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.1.0.0/8').masked().prefixLength() == 8",
        "string(ip('2001:DB8::0:1')) == '2001:db8::1' && !cidr('10.0.0.0/8').containsCIDR('11.0.0.0/16')",
        "!format.dns1123Label().validate('ok').hasValue() && format.named('dns1123Label').value().validate('No').hasValue()",
        "semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('v1.0', true) && !isSemver('v1.0')",
        "sets.contains(self.l, ['a']) && sets.equivalent(self.l, ['a', 'b'])",
        "'Text'.lowerAscii() == 'text' && 'a-b'.split('-') == ['a', 'b'] && ' x '.trim() == 'x'",
        "self.m.all(k, v, v < 3)"
      })
  void understandsKubernetesExpressions(String expression) {
    assertThat(check(schema(FIELDS, rule(expression)), SPEC, null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          self.m['three'] == 1 | no such key: three
          self.l[7] == 'x' | index out of bounds: 7
          self.n / (self.n - 5) == 1 | division by zero
          self.either > 5 | 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.either > 5
          quantity(self.s).isInteger() | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'
          """)
  void anErrorIsNoAgreement(String expression, String error) {
    String detail = error.startsWith("'") ? error : error + " evaluating rule: " + expression;
    assertThat(check(schema(FIELDS, rule(expression)), SPEC, null))
        .containsExactly("spec: Invalid value: \"object\": " + detail);
  }

  @Test
  void saysWhatTheRuleSays() {
    String rules =
        """
        {"rule":"self.n < 5"},
        {"rule":"self.n < 5","message":"too large"},
        {"rule":"self.n < 5","messageExpression":"'n is ' + string(self.n)","fieldPath":".n"},
        {"rule":"self.n < 5","message":"no","reason":"FieldValueForbidden"},
        {"rule":"self.n < 5","message":"no","reason":"FieldValueRequired","fieldPath":"['a-b.c']"}\
        """;
    assertThat(check(schema(FIELDS, rules), SPEC, null))
        .containsExactly(
            "spec: Invalid value: failed rule: self.n < 5",
            "spec: Invalid value: too large",
            "spec.n: Invalid value: n is 5",
            "spec: Forbidden: no",
            "spec.a-b.c: Required value: no");
  }

  @Test
  void scalarsAreShownAndContainersAreNot() {
    String fields =
        "\"n\":{\"type\":\"integer\",\"x-kubernetes-validations\":[{\"rule\":\"self < 5\"}]},"
            + "\"s\":{\"type\":\"string\",\"x-kubernetes-validations\":[{\"rule\":\"self == 'x'\"}]}";
    assertThat(check(schema(fields, ""), "{\"n\":9,\"s\":\"y\"}", null))
        .containsExactly(
            "spec.n: Invalid value: 9: failed rule: self < 5",
            "spec.s: Invalid value: \"y\": failed rule: self == 'x'");
  }

  @Test
  void transitionRulesCompareWithTheOldValue() {
    String fields =
        """
        "fixed":{"type":"string","x-kubernetes-validations":[{"rule":"self == oldSelf"}]},
        "list":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["k"],
          "items":{"type":"object","properties":{"k":{"type":"string"},"v":{"type":"integer"}},
            "x-kubernetes-validations":[{"rule":"self.v >= oldSelf.v"}]}}\
        """;
    ObjectNode schema = schema(fields, "");

    assertThat(check(schema, "{\"fixed\":\"a\"}", null)).isEmpty();
    assertThat(check(schema, "{\"fixed\":\"a\"}", "{}")).isEmpty();
    assertThat(check(schema, "{\"fixed\":\"b\"}", "{\"fixed\":\"a\"}"))
        .containsExactly("spec.fixed: Invalid value: \"b\": failed rule: self == oldSelf");
    assertThat(
            check(
                schema,
                "{\"list\":[{\"k\":\"y\",\"v\":1},{\"k\":\"x\",\"v\":1},{\"k\":\"z\",\"v\":0}]}",
                "{\"list\":[{\"k\":\"x\",\"v\":2},{\"k\":\"y\",\"v\":1}]}"))
        .containsExactly("spec.list[1]: Invalid value: failed rule: self.v >= oldSelf.v");
  }

  @Test
  void theOldValueMayBeOptional() {
    String rules =
        "{\"rule\":\"oldSelf.hasValue() || self.n == 0\",\"optionalOldSelf\":true,"
            + "\"message\":\"starts with zero\"}";
    ObjectNode schema = schema(FIELDS, rules);
    assertThat(check(schema, "{\"n\":1}", null))
        .containsExactly("spec: Invalid value: starts with zero");
    assertThat(check(schema, "{\"n\":1}", "{\"n\":0}")).isEmpty();
  }

  @Test
  void whatHasNotChangedIsLetBe() {
    ObjectNode schema = schema(FIELDS, rule("self.n < 5"));
    assertThat(check(schema, "{\"n\":9}", "{\"n\":9}")).isEmpty();
    assertThat(check(schema, "{\"n\":9}", "{\"n\":8}")).hasSize(1);
  }

  @Test
  void endsWhatCostsTooMuch() {
    StringBuilder items = new StringBuilder("{\"l\":[\"x\"");
    items.append(",\"x\"".repeat(1_500)).append("]}");
    ObjectNode schema = schema(FIELDS, rule("self.l.all(a, self.l.all(b, a == b))"));
    assertThat(check(schema, items.toString(), null))
        .containsExactly(
            "spec: Invalid value: \"object\": 'operation cancelled: actual cost limit exceeded': no"
                + " further validation rules will be run due to call cost exceeds limit for rule:"
                + " self.l.all(a, self.l.all(b, a == b))");
  }
}
