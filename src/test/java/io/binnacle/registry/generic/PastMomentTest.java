package io.binnacle.registry.generic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.apimachinery.errors.ApiException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class PastMomentTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC);

  @Test
  void isAResourceVersionOrATime() {
    assertThat(PastMoment.parse("17", NOW)).isEqualTo(new PastMoment.AtRevision(17));
    Instant time = Instant.parse("2026-11-23T09:00:00.5Z");
    assertThat(PastMoment.parse("2026-11-23T09:00:00.5Z", NOW))
        .isEqualTo(new PastMoment.AtTime(time));
    assertThat(PastMoment.parse("2026-11-23T10:00:00.5+01:00", NOW))
        .isEqualTo(new PastMoment.AtTime(time));
    assertThat(PastMoment.parse("2026-11-23T10:00:00.5 01:00", NOW))
        .isEqualTo(new PastMoment.AtTime(time));
  }

  @Test
  void isNothingElse() {
    for (String wrong :
        List.of("", "0", "-1", "x", "2026-11-23", "99999999999999999999", "2026-11-23T10:00:01Z")) {
      assertThatThrownBy(() -> PastMoment.parse(wrong, NOW))
          .isInstanceOfSatisfying(
              ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(400))
          .hasMessageStartingWith("at: Invalid value: \"" + wrong + "\"");
    }
  }
}
