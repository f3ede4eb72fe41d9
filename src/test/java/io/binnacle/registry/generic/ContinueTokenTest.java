package io.binnacle.registry.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.meta.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContinueTokenTest {
  private static final String INVALID = "invalid continue token: continue key is not valid: ";

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isReadAsItWasWritten() {
    ContinueToken namespaced = new ContinueToken(7, new ObjectKey("ns", "a"), 3);
    ContinueToken clusterWide = new ContinueToken(-1, ObjectKey.clusterScoped("node"), 0);
    assertThat(ContinueToken.parse(namespaced.text())).isEqualTo(namespaced);
    assertThat(ContinueToken.parse(clusterWide.text())).isEqualTo(clusterWide);
    assertThat(namespaced.isInconsistent()).isFalse();
    assertThat(clusterWide.isInconsistent()).isTrue();
  }

  /** Positions are counted as Go's decoder does; padding is not part of the alphabet. */
  @ParameterizedTest
  @CsvSource({"!,0", "abc%,3", "e30=,3", "abcde,4", "é,0"})
  void saysWhereItIsNotBase64(String text, int position) {
    assertThatThrownBy(() -> ContinueToken.parse(text))
        .hasMessage(INVALID + "illegal base64 data at input byte " + position);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | unexpected end of JSON input",
        "[] | json: cannot unmarshal array into Go value of type storage.continueToken",
        "7 | json: cannot unmarshal number into Go value of type storage.continueToken",
        "{} | server does not recognize this encoded version",
        "null | server does not recognize this encoded version",
        "{\"v\":\"v2\"} | server does not recognize this encoded version v2",
        "{\"v\":{}} | json: cannot unmarshal object into Go struct field continueToken.v of type"
            + " string",
        "{\"v\":\"meta.k8s.io/v1\",\"rv\":\"1\"} | json: cannot unmarshal string into Go struct"
            + " field continueToken.rv of type int64",
        "{\"v\":\"meta.k8s.io/v1\",\"rv\":1.5} | json: cannot unmarshal number 1.5 into Go struct"
            + " field continueToken.rv of type int64",
        "{\"v\":\"meta.k8s.io/v1\",\"start\":\"a\"} | incorrect encoded start resourceVersion"
            + " (version meta.k8s.io/v1)",
        "{\"v\":\"meta.k8s.io/v1\",\"rv\":5} | encoded start key empty (version meta.k8s.io/v1)",
        "{\"v\":\"meta.k8s.io/v1\",\"rv\":5,\"start\":\"../a\"} | ../a",
        "{\"v\":\"meta.k8s.io/v1\",\"rv\":5,\"start\":\"a/\"} | a/"
      })
  void saysWhatIsWrongWithItsContent(String json, String problem) {
    assertThatThrownBy(() -> ContinueToken.parse(encoded(json)))
        .satisfies(error -> assertThat(error.getMessage().strip()).isEqualTo(INVALID + problem));
  }
}
