package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.YamlDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordedDifferencesTest {
  private static final String RULES =
      """
      - {cases: 'a/.*', at: '\\.body\\.generation', was: '\\(absent\\)', is: '[12]'}
      - {at: '\\.body\\.message', was: '(?<=\\d )characters', is: bytes}
      - {at: '\\.body\\.message', was: '<value>', is: '\\{.*?\\}'}
      """;

  private static RecordedDifferences rules() throws IOException {
    return RecordedDifferences.of(YamlDocument.read(RULES.getBytes(StandardCharsets.UTF_8)).tree());
  }

  @Test
  void explainsWhatARuleSays() throws IOException {
    String output =
        """
        ok   a/zero
        FAIL a/one: step 1 (POST /x?a=(b)) .body.generation: expected (absent), got 2
            step 2 (GET /x) .body.message: expected "<value>: 63 characters", got "{}: 63 bytes"
        1 passed, 1 failed
        """;
    RecordedDifferences rules = rules();
    assertThat(rules.unexplained(output)).isEmpty();
    assertThat(rules.unused()).isEmpty();
  }

  @Test
  void leavesWhatElseDiffersInTheSameCase() throws IOException {
    String output =
        """
        FAIL a/one: step 1 (POST /x) .body.generation: expected (absent), got 3
            step 1 (POST /x) .body.name: expected "a", got "b"
            step 2 (GET /x) .body.message: expected "x: 63 characters", got "y: 63 bytes"
        FAIL b/two: step 1 (POST /x) .body.generation: expected (absent), got 1
        FAIL b/three: cannot create namespace: 500
        """;
    RecordedDifferences rules = rules();
    assertThat(rules.unexplained(output).get("a/one")).hasSize(3);
    assertThat(rules.unexplained(output)).containsOnlyKeys("a/one", "b/three", "b/two");
    assertThat(rules.unused()).hasSize(1);
  }

  @Test
  void valuesAreToldWordByWord() throws IOException {
    RecordedDifferences rules =
        RecordedDifferences.of(
            YamlDocument.read(
                    """
                    - at: '\\.cells\\[[01]\\]'
                      values: {'"<age>"': '"[a-z]"', '(absent)': '"<age>"'}
                    """
                        .getBytes(StandardCharsets.UTF_8))
                .tree());
    String output =
        """
        FAIL a/one: step 1 (GET /x) .cells[0]: expected "<age>", got "[a-z]"
            step 1 (GET /x) .cells[1]: expected (absent), got "<age>"
            step 2 (GET /x) .cells[0]: expected "<age>", got "b"
            step 2 (GET /x) .cells[2]: expected (absent), got "<age>"
        """;
    assertThat(rules.unexplained(output).get("a/one")).hasSize(2);
    assertThat(rules.unused()).isEmpty();
  }
}
