package io.binnacle.apimachinery.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "1000, 1k",
    "1024Ki, 1Mi",
    "1.5Gi, 1536Mi",
    "0.1, 100m",
    "1500m, 1500m",
    "1e3, 1e3",
    "12345678901234567890, 12345678901234567890",
    "0.0, 0"
  })
  void isPrintedInItsCanonicalForm(String written, String printed) {
    assertThat(Quantity.parse(written)).hasToString(printed);
  }

  @ParameterizedTest
  @CsvSource({"1E6", "+5", "007", "0.125", "100.035k"})
  void staysAsWrittenWhereItLooksCanonical(String written) {
    assertThat(Quantity.parse(written)).hasToString(written);
  }

  @ParameterizedTest
  @CsvSource({"0.5, 500m", "+5, 5", "1E6, 1M", "0.125, 125m"})
  void isAnAmountHoweverItIsWritten(String written, String other) {
    assertThat(Quantity.parse(written)).isEqualTo(Quantity.parse(other));
    assertThat(Quantity.parse(written).plus(Quantity.ZERO)).isEqualTo(Quantity.parse(other));
  }
}
