package io.binnacle.apimachinery.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorParserTest {
  private static final Map<String, String> LABELS = Map.of("a", "1", "in", "x", "e", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1|true",
        "a==1 , in = x|true",
        "a!=1|false",
        "a|true",
        "!a|false",
        "! b|true",
        "a in (0,1)|true",
        "a notin (0, 1)|false",
        "in in (x)|true",
        "e=|true",
        "e in (,)|true",
        "e in ()|true",
        "a>0|true",
        "a<1|false",
        "b notin (x),a|true",
      })
  void selects(String selector, boolean selected) {
    assertThat(new LabelSelectorParser(selector).parse().matches(LABELS)).isEqualTo(selected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b|unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
        "a in (|unable to parse requirement: found '', expected: ',', ')' or identifier",
        "a in x|unable to parse requirement: found 'x' expected: '('",
        "a in (x|unable to parse requirement: found '', expected: ',' or ')'",
        "a=1,|found '', expected: identifier after ','",
        "a=1 b|found 'b', expected: ',' or 'end of string'",
        ",a|found ',', expected: !, identifier, or 'end of string'",
        "a==)|unable to parse requirement: found ')', expected: identifier",
        "a>x|unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt'"
            + " operators, the value must be an integer",
      })
  void tellsWhatIsWrong(String selector, String message) {
    assertThatThrownBy(() -> new LabelSelectorParser(selector).parse()).hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/b/c=x|unable to parse requirement: <nil>: Invalid value: \"a/b/c\": a qualified name",
        "a=$x|unable to parse requirement: values[0][a]: Invalid value: \"$x\": a valid label must",
      })
  void namesAndValuesAreThoseOfLabels(String selector, String beginning) {
    assertThatThrownBy(() -> new LabelSelectorParser(selector).parse())
        .hasMessageStartingWith(beginning);
  }
}
