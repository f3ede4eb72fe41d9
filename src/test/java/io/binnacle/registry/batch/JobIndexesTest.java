package io.binnacle.registry.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobIndexesTest {
  @Test
  void countsSinglesAndIntervals() {
    assertThat(JobIndexes.parse("", 5).count()).isZero();
    assertThat(JobIndexes.parse("0,2-4", 5).count()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5 | too large index: \"5\"",
        "3,1 | non-increasing order, previous: 3, current: 1",
        "3-2 | non-increasing order, previous: 3, current: 2",
        "x | cannot convert string to integer for index: \"x\"",
        "1-2-3 | the fragment \"1-2-3\" violates the requirement that an index interval can have"
            + " at most two parts separated by '-'",
      })
  void refuses(String text, String message) {
    assertThatThrownBy(() -> JobIndexes.parse(text, 5)).hasMessage(message);
  }

  @Test
  void findsTheFirstIndexInBoth() {
    assertThat(JobIndexes.parse("0-2,5", 9).overlap(JobIndexes.parse("2-4", 9))).contains(2);
    assertThat(JobIndexes.parse("0,2", 9).overlap(JobIndexes.parse("1,3", 9))).isEmpty();
  }
}
