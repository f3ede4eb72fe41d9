package io.binnacle.registry.core.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreeNumberTest {
  private final Random random = new Random(3);

  @Test
  void theFirstOnesAreLeftUntilNoOtherIsFree() {
    FreeNumber numbers = new FreeNumber(16, 62);

    assertThat(numbers.choose(random, n -> n > 16).orElseThrow()).isEqualTo(16);
    assertThat(numbers.choose(random, n -> n >= 16).orElseThrow()).isLessThan(16);
    assertThat(numbers.choose(random, n -> true)).isEmpty();
  }

  @Test
  void thoseThatSearchAtOnceFindDifferentOnesAlsoWhenFewAreLeft() {
    FreeNumber numbers = new FreeNumber(0, 1 << 20);
    Set<OptionalLong> found = new HashSet<>();

    for (int i = 0; i < 16; i++) {
      found.add(numbers.choose(random, n -> n % (1 << 16) != 5));
    }

    assertThat(found).hasSizeGreaterThan(8);
  }

  @Test
  void aPortIsDrawnFromTheUpperPartOfTheRange() {
    PortRange range = PortRange.parse("30000-32767");

    for (int i = 0; i < 100; i++) {
      assertThat(range.choose(random, port -> false).orElseThrow()).isBetween(30086, 32767);
    }
  }
}
