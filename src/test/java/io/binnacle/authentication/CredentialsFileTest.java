package io.binnacle.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.configuration.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsFileTest {
  private static final Path FILE = Path.of("tokens.csv");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "t,ann,1                    | ann     | 1  | []",
        "t,ann,1,dev                | ann     | 1  | [dev]",
        "t,ann,1,\"dev,ops\"        | ann     | 1  | [dev, ops]",
        "t, ann , 1 , \"dev, ops\"  | ann     | 1  | [dev, ops]",
        "t,\"a \"\"b\"\" c\",1,\"\" | a \"b\" c | 1 | []",
        "t,ann,,dev                 | ann     | '' | [dev]",
      })
  void readsALine(String line, String name, String uid, String groups) {
    List<CredentialsFile.Entry> entries = CredentialsFile.parse(FILE, List.of("", line, " "));

    assertThat(entries).hasSize(1);
    assertThat(entries.getFirst().line()).isEqualTo(2);
    assertThat(entries.getFirst().secret()).isEqualTo(Digest.of("t"));
    assertThat(entries.getFirst().user().name()).isEqualTo(name);
    assertThat(entries.getFirst().user().uid()).isEqualTo(uid);
    assertThat(entries.getFirst().user().groups()).hasToString(groups);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "s3cret,ann              | at least 3 columns",
        ",ann,1                  | must not be empty",
        "s3cret,,1               | must not be empty",
        "s3cret,ann,1,\"dev      | does not end",
        "s3cret,ann,1,\"dev\"x   | follows a quoted field",
        "s3cret,a\"nn,1          | may only stand at the beginning",
      })
  void namesFileAndLineOfWhatIsWrongButNotTheSecret(String line, String problem) {
    assertThatThrownBy(() -> CredentialsFile.parse(FILE, List.of("ok,ok,1", line)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("tokens.csv, line 2")
        .hasMessageContaining(problem)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void reportsEveryWrongLine() {
    assertThatThrownBy(() -> CredentialsFile.parse(FILE, List.of("a", "b,b,1", "c")))
        .isInstanceOfSatisfying(
            ConfigurationException.class, e -> assertThat(e.problems()).hasSize(2));
  }
}
