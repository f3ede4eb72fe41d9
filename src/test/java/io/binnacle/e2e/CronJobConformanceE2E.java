package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.Resources;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The conformance entries of cron jobs, by their names. Schedules go by the minute, so these take
 * some, and wait side by side.
 */
@ExtendWith(SimulatedClusterExtension.class)
@Execution(ExecutionMode.CONCURRENT)
class CronJobConformanceE2E {
  private static final Duration TWO_TIMES = Duration.ofSeconds(150);

  /** A cron job of each minute, whose jobs run until they are ended. */
  private static void given(Workbench bench, String policy, boolean suspended) {
    bench.create(
        Resources.CRON_JOBS,
        """
        {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"tick",
           "labels":{"test":"yes"}},
         "spec":{"schedule":"* * * * *","concurrencyPolicy":"%s","suspend":%s,
           "jobTemplate":{"spec":{"template":{%s}}}}}
        """
            .formatted(
                policy,
                suspended,
                Workbench.template("tick", "", "\"restartPolicy\":\"OnFailure\",")));
  }

  private static List<ApiObject> jobs(Workbench bench) {
    return bench.list(Resources.JOBS, "");
  }

  private static List<String> names(Workbench bench) {
    return jobs(bench).stream().map(ApiObject::name).toList();
  }

  @Test
  @DisplayName("[sig-apps] CronJob should schedule multiple jobs concurrently [Conformance]")
  void allows(Workbench bench) {
    given(bench, "Allow", false);
    await().atMost(TWO_TIMES).until(() -> bench.runningPods().size() >= 2);
    assertThat(bench.get(Resources.CRON_JOBS, "tick").at("/status/active").size())
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  @DisplayName(
      "[sig-apps] CronJob should not schedule new jobs when ForbidConcurrent [Slow] [Conformance]")
  void forbids(Workbench bench) {
    given(bench, "Forbid", false);
    await().atMost(TWO_TIMES).until(() -> bench.runningPods().size() == 1);
    String first = jobs(bench).getFirst().name();
    await()
        .during(Duration.ofSeconds(65))
        .atMost(TWO_TIMES)
        .until(() -> names(bench).equals(List.of(first)));
  }

  @Test
  @DisplayName("[sig-apps] CronJob should replace jobs when ReplaceConcurrent [Conformance]")
  void replaces(Workbench bench) {
    given(bench, "Replace", false);
    // Between one job and the next there may be none, or both.
    List<String> first =
        await().atMost(TWO_TIMES).until(() -> names(bench), names -> names.size() == 1);
    await()
        .atMost(TWO_TIMES)
        .until(() -> names(bench), names -> names.size() == 1 && !names.equals(first));
  }

  @Test
  @DisplayName("[sig-apps] CronJob should not schedule jobs when suspended [Slow] [Conformance]")
  void suspends(Workbench bench) {
    given(bench, "Allow", true);
    await().during(Duration.ofSeconds(65)).atMost(TWO_TIMES).until(() -> jobs(bench).isEmpty());
  }

  @Test
  @DisplayName("[sig-apps] CronJob should support CronJob API operations [Conformance]")
  void operations(Workbench bench) {
    given(bench, "Allow", true);
    assertThat(bench.list(Resources.CRON_JOBS, "test=yes")).hasSize(1);
    bench.patch(Resources.CRON_JOBS, "tick", "", "{\"metadata\":{\"annotations\":{\"p\":\"1\"}}}");
    ObjectNode changed = bench.get(Resources.CRON_JOBS, "tick").deepCopy();
    changed.withObjectProperty("metadata").withObjectProperty("annotations").put("u", "1");
    bench.client().update(Resources.CRON_JOBS, bench.namespace(), changed);
    assertThat(bench.get(Resources.CRON_JOBS, "tick").at("/metadata/annotations")).hasSize(2);
    bench.patch(
        Resources.CRON_JOBS,
        "tick",
        "status",
        "{\"status\":{\"lastScheduleTime\":\"2026-01-01T00:00:00Z\"}}");
    ObjectNode status = bench.get(Resources.CRON_JOBS, "tick").deepCopy();
    status.withObjectProperty("status").put("lastSuccessfulTime", "2026-01-01T00:00:05Z");
    bench.client().updateStatus(Resources.CRON_JOBS, bench.namespace(), status);
    assertThat(
            bench
                .client()
                .getRaw(bench.path(Resources.CRON_JOBS) + "/tick/status")
                .at("/status/lastSuccessfulTime")
                .asText())
        .isEqualTo("2026-01-01T00:00:05Z");
    bench.listsAndDeletesCollection(Resources.CRON_JOBS);
  }
}
