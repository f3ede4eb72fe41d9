package io.binnacle.controller.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time begins at midnight of 1 January 2026, UTC. */
class CronJobControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenCronJob(String spec) {
    fixture.given(
        Resources.CRON_JOBS,
        """
        {"apiVersion":"batch/v1","kind":"CronJob",
         "metadata":{"name":"tick","namespace":"ns","uid":"tick-uid"},
         "spec":{"successfulJobsHistoryLimit":1,"failedJobsHistoryLimit":0,%s,
           "jobTemplate":{"metadata":{"labels":{"a":"b"}},
             "spec":{"template":{"spec":{"restartPolicy":"Never"}}}}}}
        """
            .formatted(spec));
    fixture.start(new CronJobController());
  }

  private JsonNode status() {
    return fixture.api.get(Resources.CRON_JOBS, "ns", "tick").tree().path("status");
  }

  private List<String> jobs() {
    return fixture.names(Resources.JOBS);
  }

  private void end(String name, String condition) {
    ObjectNode job = fixture.api.get(Resources.JOBS, "ns", name).copyTree();
    ObjectNode status = job.putObject("status");
    status.put("startTime", fixture.time.instant().toString());
    status.put("completionTime", fixture.time.instant().toString());
    status.putArray("conditions").addObject().put("type", condition).put("status", "True");
    fixture.api.put(Resources.JOBS, job);
    fixture.settle();
  }

  @Test
  void startsAJobEachTimeItIsDue() {
    givenCronJob("\"schedule\":\"*/2 * * * *\"");
    assertThat(jobs()).isEmpty();
    fixture.advance(Duration.ofSeconds(121));
    // Its name holds the minute.
    assertThat(jobs()).containsExactly("tick-29453762");
    ApiObject job = fixture.api.get(Resources.JOBS, "ns", "tick-29453762");
    assertThat(job.labels()).containsEntry("a", "b");
    assertThat(job.annotations())
        .containsEntry("batch.kubernetes.io/cronjob-scheduled-timestamp", "2026-01-01T00:02:00Z");
    assertThat(job.controllerOwner().orElseThrow().uid()).isEqualTo("tick-uid");
    assertThat(status().path("lastScheduleTime").asText()).isEqualTo("2026-01-01T00:02:00Z");
    assertThat(status().at("/active/0/name").asText()).isEqualTo("tick-29453762");
    end("tick-29453762", "Complete");
    assertThat(status().has("active")).isFalse();
    assertThat(status().hasNonNull("lastSuccessfulTime")).isTrue();
    fixture.advance(Duration.ofSeconds(120));
    assertThat(jobs()).hasSize(2);
    assertThat(fixture.events()).contains("SuccessfulCreate", "SawCompletedJob");
  }

  @Test
  void followsItsTimeZone() {
    givenCronJob("\"schedule\":\"2 9 * * *\",\"timeZone\":\"Asia/Tokyo\"");
    fixture.advance(Duration.ofSeconds(121));
    assertThat(fixture.api.all(Resources.JOBS).getFirst().annotations().values())
        .containsExactly("2026-01-01T09:02:00+09:00");
  }

  @Test
  void keepsSoManyFinishedJobs() {
    givenCronJob("\"schedule\":\"* * * * *\"");
    fixture.advance(Duration.ofSeconds(61));
    end(jobs().getFirst(), "Complete");
    fixture.advance(Duration.ofSeconds(60));
    end(jobs().getLast(), "Complete");
    assertThat(jobs()).hasSize(1);
    fixture.advance(Duration.ofSeconds(60));
    end(jobs().getLast(), "Failed");
    assertThat(jobs()).hasSize(1);
    assertThat(fixture.events()).contains("SuccessfulDelete");
  }

  @Test
  void waitsForTheOneBeforeWhereConcurrencyIsForbidden() {
    givenCronJob("\"schedule\":\"* * * * *\",\"concurrencyPolicy\":\"Forbid\"");
    fixture.advance(Duration.ofSeconds(181));
    assertThat(jobs()).hasSize(1);
    assertThat(fixture.events()).contains("JobAlreadyActive");
    end(jobs().getFirst(), "Complete");
    assertThat(jobs()).hasSize(2);
  }

  @Test
  void replacesTheOneBeforeWhereToldSo() {
    givenCronJob("\"schedule\":\"* * * * *\",\"concurrencyPolicy\":\"Replace\"");
    fixture.advance(Duration.ofSeconds(181));
    assertThat(jobs()).containsExactly("tick-29453763");
    assertThat(status().path("active")).hasSize(1);
  }

  @Test
  void runsSeveralAtATimeByDefault() {
    givenCronJob("\"schedule\":\"* * * * *\"");
    fixture.advance(Duration.ofSeconds(181));
    assertThat(jobs()).hasSize(3);
    assertThat(status().path("active")).hasSize(3);
  }

  @Test
  void startsOnlyTheNewestOfThoseThatWereMissed() {
    fixture.time.advance(Duration.ofHours(5));
    fixture.given(
        Resources.CRON_JOBS,
        """
        {"apiVersion":"batch/v1","kind":"CronJob",
         "metadata":{"name":"tick","namespace":"ns",
           "creationTimestamp":"2026-01-01T00:00:00Z"},
         "spec":{"schedule":"* * * * *","jobTemplate":{"spec":{}}}}
        """);
    fixture.start(new CronJobController());
    assertThat(jobs()).hasSize(1);
    assertThat(status().path("lastScheduleTime").asText()).isEqualTo("2026-01-01T05:00:00Z");
    assertThat(fixture.events()).contains("TooManyMissedTimes");
  }

  @Test
  void doesNotStartWhatIsPastItsDeadline() {
    fixture.time.advance(Duration.ofMinutes(30));
    fixture.given(
        Resources.CRON_JOBS,
        """
        {"apiVersion":"batch/v1","kind":"CronJob",
         "metadata":{"name":"tick","namespace":"ns",
           "creationTimestamp":"2026-01-01T00:00:00Z"},
         "spec":{"schedule":"10 * * * *","startingDeadlineSeconds":60,"jobTemplate":{"spec":{}}}}
        """);
    fixture.start(new CronJobController());
    assertThat(jobs()).isEmpty();
    fixture.advance(Duration.ofMinutes(41));
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void restsWhileSuspended() {
    givenCronJob("\"schedule\":\"* * * * *\",\"suspend\":true");
    fixture.advance(Duration.ofSeconds(181));
    assertThat(jobs()).isEmpty();
    assertThat(status()).isEmpty();
  }

  @Test
  void startsNothingTwiceAfterACrash() {
    givenCronJob("\"schedule\":\"* * * * *\"");
    fixture.advance(Duration.ofSeconds(61));
    // The status was lost, the Job was not.
    ObjectNode cronJob = fixture.api.get(Resources.CRON_JOBS, "ns", "tick").copyTree();
    cronJob.remove("status");
    fixture.api.put(Resources.CRON_JOBS, cronJob);
    fixture.settle();
    assertThat(jobs()).hasSize(1);
    assertThat(status().path("active")).hasSize(1);
  }

  @Test
  void tellsOfAScheduleThatItCannotRead() {
    givenCronJob("\"schedule\":\"now and then\"");
    assertThat(fixture.events()).containsExactly("UnparseableSchedule");
  }
}
