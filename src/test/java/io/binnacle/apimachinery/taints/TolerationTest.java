package io.binnacle.apimachinery.taints;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TolerationTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          k,  '',     v,  NoExecute,  true
          k,  Equal,  v,  '',         true
          k,  Equal,  w,  '',         false
          k,  Exists, '', '',         true
          '', Exists, '', NoExecute,  true
          '', Exists, '', NoSchedule, false
          '', Equal,  v,  '',         false
          x,  Exists, '', '',         false
          k,  Other,  v,  '',         false
          """)
  void tolerates(String key, String operator, String value, String effect, boolean expected) {
    assertThat(
            new Toleration(key, operator, value, effect)
                .tolerates(new Taint("k", "v", "NoExecute")))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"Gt,5,true", "Gt,10,false", "Lt,15,true", "Lt,10,false", "Gt,many,false"})
  void comparesNumbers(String operator, String value, boolean expected) {
    assertThat(
            new Toleration("k", operator, value, "").tolerates(new Taint("k", "10", "NoSchedule")))
        .isEqualTo(expected);
  }
}
