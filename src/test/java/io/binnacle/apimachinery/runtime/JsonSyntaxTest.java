package io.binnacle.apimachinery.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSyntaxTest {
  private static String explain(String json) {
    return JsonSyntax.explain(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{|unexpected end of JSON input",
        "{\"a\":|unexpected end of JSON input",
        "data: x|invalid character 'd' looking for beginning of value",
        "{a:1}|invalid character 'a' looking for beginning of object key string",
        "{\"a\" 1}|invalid character '1' after object key",
        "{\"a\":1 \"b\":2}|invalid character '\"' after object key:value pair",
        "[1 2]|invalid character '2' after array element",
        "{\"a\":[{}]} trailing|invalid character 't' after top-level value",
        "{\"a\":\"\\x\"}|invalid character 'x' in string escape code",
        "\"\\u12g4\"|invalid character 'g' in \\u hexadecimal character escape",
        "trve|invalid character 'v' in literal true (expecting 'u')",
        "[1.x]|invalid character 'x' after decimal point in numeric literal",
        "[-]|invalid character ']' in numeric literal",
        "[1e]|invalid character ']' in exponent of numeric literal",
        "[01]|invalid character '1' after array element",
        "{'a':1}|invalid character '\\'' looking for beginning of object key string",
      })
  void saysWhatIsWrong(String json, String message) {
    assertThat(explain(json)).isEqualTo(message);
  }

  @Test
  void depthIsNoRecursion() {
    assertThat(explain("[".repeat(1_000_000))).isEqualTo("exceeded max depth");
    assertThat(explain("[".repeat(600) + "]".repeat(600))).isEqualTo("exceeded max depth");
  }

  @Test
  void goPrintsMapsSorted() throws java.io.IOException {
    assertThat(
            GoValues.text(
                Json.read(
                    "{\"b\":[1,\"x\",null],\"a\":{\"c\":true}}".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("map[a:map[c:true] b:[1 x <nil>]]");
  }
}
