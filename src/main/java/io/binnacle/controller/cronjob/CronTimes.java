package io.binnacle.controller.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.schedule.CronSchedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** When a CronJob is due. */
final class CronTimes {
  /** So many times missed are no longer looked at one by one. */
  private static final int MOST_MISSED = 100;

  /**
   * The newest time that is due.
   *
   * @param missed how many times have passed since the last start, this one among them
   */
  record Due(Instant time, int missed) {
    boolean isTooMany() {
      return missed > MOST_MISSED;
    }
  }

  private final CronSchedule schedule;
  private final ZoneId zone;

  private CronTimes(CronSchedule schedule, ZoneId zone) {
    this.schedule = schedule;
    this.zone = zone;
  }

  /**
   * Reads the schedule of a CronJob.
   *
   * @throws DateTimeException where its time zone is unknown
   * @throws IllegalArgumentException where its schedule cannot be read
   */
  static CronTimes of(ApiObject cronJob) {
    JsonNode spec = cronJob.tree().path("spec");
    String text = spec.path("schedule").asText();
    String zone = spec.path("timeZone").asText();
    // Older objects may have the zone in the schedule.
    if (text.startsWith("TZ=") || text.startsWith("CRON_TZ=")) {
      zone = text.substring(text.indexOf('=') + 1, text.indexOf(' '));
      text = text.substring(text.indexOf(' ') + 1).strip();
    }
    return new CronTimes(
        CronSchedule.parse(text), zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone));
  }

  ZoneId zone() {
    return zone;
  }

  Optional<Instant> next(Instant after) {
    return schedule.next(after.atZone(zone)).map(time -> time.toInstant());
  }

  /** The newest time behind the earliest that has come. */
  Optional<Due> due(Instant earliest, Instant now) {
    Optional<Instant> newest = Optional.empty();
    int missed = 0;
    Optional<Instant> time = next(earliest);
    while (time.filter(t -> !t.isAfter(now)).isPresent()) {
      newest = time;
      missed++;
      time = missed > MOST_MISSED ? skip(time.get(), now) : next(time.get());
    }
    int count = missed;
    return newest.map(due -> new Due(due, count));
  }

  /** After a long break half of it is left out at a time, as long as a time follows. */
  private Optional<Instant> skip(Instant time, Instant now) {
    Optional<Instant> later = next(time.plus(Duration.between(time, now).dividedBy(2)));
    return later.filter(t -> !t.isAfter(now)).isPresent() ? later : next(time);
  }
}
