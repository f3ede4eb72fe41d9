package io.binnacle.apimachinery.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "* * * * *,        2026-01-01T00:00:30Z, 2026-01-01T00:01:00Z",
    "*/15 * * * *,     2026-01-01T00:45:00Z, 2026-01-01T01:00:00Z",
    "0 3 * * *,        2026-01-01T03:00:00Z, 2026-01-02T03:00:00Z",
    "30 8 1 * *,       2026-01-01T09:00:00Z, 2026-02-01T08:30:00Z",
    "0 0 29 2 *,       2026-01-01T00:00:00Z, 2028-02-29T00:00:00Z",
    "0 12 * * mon-fri, 2026-01-02T13:00:00Z, 2026-01-05T12:00:00Z",
    "0 0 13 * fri,     2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z",
    "@every 90s,       2026-01-01T00:00:30Z, 2026-01-01T00:02:00Z",
    "@yearly,          2026-05-01T00:00:00Z, 2027-01-01T00:00:00Z",
  })
  void findsTheNextTime(String schedule, ZonedDateTime after, ZonedDateTime next) {
    assertThat(CronSchedule.parse(schedule).next(after)).contains(next);
  }

  @ParameterizedTest
  @CsvSource({
    // The clock goes from two to three: half past two is left out that day.
    "30 2 * * *, 2026-03-29T01:00:00+01:00[Europe/Berlin], 2026-03-30T02:30:00+02:00[Europe/Berlin]",
    "0 * * * *,  2026-03-29T01:00:00+01:00[Europe/Berlin], 2026-03-29T03:00:00+02:00[Europe/Berlin]",
    // It goes back from three to two: the hour comes twice.
    "0 * * * *,  2026-10-25T02:00:00+02:00[Europe/Berlin], 2026-10-25T02:00:00+01:00[Europe/Berlin]",
  })
  void followsTheClock(String schedule, ZonedDateTime after, ZonedDateTime next) {
    assertThat(CronSchedule.parse(schedule).next(after)).contains(next);
  }

  @ParameterizedTest
  @CsvSource({"0 0 31 2 *"})
  void findsNothingWhereThereIsNothing(String schedule) {
    assertThat(CronSchedule.parse(schedule).next(ZonedDateTime.parse("2026-01-01T00:00:00Z")))
        .isEmpty();
  }
}
