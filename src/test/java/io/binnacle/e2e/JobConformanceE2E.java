package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Resources;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance entries of jobs, by their names. */
@ExtendWith(SimulatedClusterExtension.class)
class JobConformanceE2E {
  private static final String RUNS = "\"simulation.binnacle.io/run-milliseconds\":\"%s\"";
  private static final String CODES = ",\"simulation.binnacle.io/exit-code\":\"%s\"";

  /**
   * A job.
   *
   * @param spec fields, each with a comma behind it
   * @param annotations of its pods
   * @param policy when containers are started again
   */
  private static ApiObject given(Workbench bench, String spec, String annotations, String policy) {
    return bench.create(
        Resources.JOBS,
        """
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"job","labels":{"test":"yes"}},
         "spec":{%s"template":{%s}}}
        """
            .formatted(
                spec,
                Workbench.template(
                    "job", annotations, "\"restartPolicy\":\"%s\",".formatted(policy))));
  }

  private static JsonNode status(Workbench bench) {
    return bench.get(Resources.JOBS, "job").path("status");
  }

  private static String reason(Workbench bench, String type) {
    for (JsonNode condition : status(bench).path("conditions")) {
      if (condition.path("type").asText().equals(type)
          && condition.path("status").asText().equals("True")) {
        return "because " + condition.path("reason").asText();
      }
    }
    return "";
  }

  private static void await(Workbench bench, String type, String reason) {
    bench.untilAsserted(
        () -> assertThat(reason(bench, type)).startsWith("because ").endsWith(reason));
  }

  private static String indexed(int completions, int parallelism) {
    return "\"completionMode\":\"Indexed\",\"completions\":%d,\"parallelism\":%d,"
        .formatted(completions, parallelism);
  }

  @Test
  @DisplayName(
      "[sig-apps] Job should run a job to completion when tasks sometimes fail and are locally"
          + " restarted [Conformance]")
  void restarts(Workbench bench) {
    given(
        bench,
        "\"completions\":4,\"parallelism\":2,",
        RUNS.formatted("200") + CODES.formatted("1") + ",\"simulation.binnacle.io/failures\":\"1\"",
        "OnFailure");
    await(bench, "Complete", "");
    assertThat(status(bench).path("succeeded").asInt()).isEqualTo(4);
  }

  @Test
  @DisplayName(
      "[sig-apps] Job should create pods for an Indexed job with completion indexes and specified"
          + " hostname [Conformance]")
  void indexes(Workbench bench) {
    given(bench, indexed(4, 2), RUNS.formatted("200"), "Never");
    await(bench, "Complete", "");
    assertThat(status(bench).path("completedIndexes").asText()).isEqualTo("0-3");
    assertThat(bench.pods())
        .extracting(pod -> pod.tree().at("/spec/hostname").asText())
        .containsExactlyInAnyOrder("job-0", "job-1", "job-2", "job-3");
    assertThat(bench.pods())
        .extracting(pod -> pod.annotations().get("batch.kubernetes.io/job-completion-index"))
        .containsExactlyInAnyOrder("0", "1", "2", "3");
  }

  @Test
  @DisplayName(
      "[sig-apps] Job should adopt matching orphans and release non-matching pods [Conformance]")
  void adopts(Workbench bench) {
    given(bench, "\"completions\":4,\"parallelism\":2,", "", "Never");
    bench.until(b -> b.runningPods().size() == 2);
    String orphan = bench.pods().getFirst().name();
    bench.patch(Resources.PODS, orphan, "", "{\"metadata\":{\"ownerReferences\":null}}");
    bench.untilAsserted(() ->
        assertThat(bench.get(Resources.PODS, orphan).at("/metadata/ownerReferences")).hasSize(1));
    bench.patch(Resources.PODS, orphan, "", "{\"metadata\":{\"labels\":null}}");
    bench.untilAsserted(() ->
        assertThat(bench.get(Resources.PODS, orphan).at("/metadata/ownerReferences")).isEmpty());
  }

  @Test
  @DisplayName("[sig-apps] Job should delete a job [Conformance]")
  void deletes(Workbench bench) {
    given(bench, "\"completions\":4,\"parallelism\":2,", "", "Never");
    bench.until(b -> b.runningPods().size() == 2);
    bench.delete(Resources.JOBS, "job", "Foreground");
    bench.until(b -> !b.exists(Resources.JOBS, "job"));
    assertThat(bench.pods()).isEmpty();
  }

  @Test
  @DisplayName(
      "[sig-apps] Job should allow to use the pod failure policy on exit code to fail the job early"
          + " [Conformance]")
  void failsEarly(Workbench bench) {
    given(
        bench,
        """
        "completions":1,"backoffLimit":6,"podFailurePolicy":{"rules":[{"action":"FailJob",
          "onExitCodes":{"operator":"In","values":[42]}}]},
        """,
        RUNS.formatted("100") + CODES.formatted("42"),
        "Never");
    await(bench, "Failed", "PodFailurePolicy");
    assertThat(status(bench).path("failed").asInt()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "[sig-apps] Job should allow to use a pod failure policy to ignore failure matching on"
          + " DisruptionTarget condition [Conformance]")
  void ignoresDisruption(Workbench bench) {
    given(
        bench,
        indexed(2, 2)
            + """
            "backoffLimit":0,"podFailurePolicy":{"rules":[{"action":"Ignore",
              "onPodConditions":[{"type":"DisruptionTarget","status":"True"}]}]},
            """,
        "",
        "Never");
    bench.until(b -> b.runningPods().size() == 2);
    ApiObject evicted = bench.pods().getFirst();
    ObjectNode eviction = Json.object().put("apiVersion", "policy/v1").put("kind", "Eviction");
    eviction.putObject("metadata").put("name", evicted.name());
    bench
        .client()
        .createSubresource(Resources.PODS, bench.namespace(), evicted.name(), "eviction", eviction);
    bench.until(b ->
        b.runningPods().size() == 2
            && b.runningPods().stream().noneMatch(pod -> pod.uid().equals(evicted.uid())));
    assertThat(reason(bench, "Failed")).isEmpty();
  }

  @Test
  @DisplayName("[sig-apps] Job should apply changes to a job status [Conformance]")
  void statusChanges(Workbench bench) {
    given(bench, "", "", "Never");
    bench.until(b -> b.get(Resources.JOBS, "job").at("/status/active").asInt() == 1);
    bench.patch(
        Resources.JOBS, "job", "status", "{\"metadata\":{\"annotations\":{\"patched\":\"yes\"}}}");
    bench.untilAsserted(() -> {
      ObjectNode changed = bench.get(Resources.JOBS, "job").deepCopy();
      changed.withObjectProperty("metadata").withObjectProperty("annotations").put("more", "yes");
      bench.client().updateStatus(Resources.JOBS, bench.namespace(), changed);
    });
    JsonNode read = bench.client().getRaw(bench.path(Resources.JOBS) + "/job/status");
    assertThat(read.at("/metadata/annotations/patched").asText()).isEqualTo("yes");
    assertThat(read.at("/status/active").asInt()).isEqualTo(1);
  }

  @Test
  @DisplayName("[sig-apps] Job should manage the lifecycle of a job [Conformance]")
  void lifecycle(Workbench bench) {
    given(bench, "\"suspend\":true,", "", "Never");
    bench.patch(Resources.JOBS, "job", "", "{\"metadata\":{\"labels\":{\"patched\":\"yes\"}}}");
    assertThat(bench.list(Resources.JOBS, "patched=yes")).hasSize(1);
    bench.untilAsserted(() -> {
      ObjectNode changed = bench.get(Resources.JOBS, "job").deepCopy();
      changed
          .withObjectProperty("metadata")
          .withObjectProperty("annotations")
          .put("updated", "yes");
      bench.client().update(Resources.JOBS, bench.namespace(), changed);
    });
    assertThat(bench.get(Resources.JOBS, "job").at("/metadata/annotations/updated").asText())
        .isEqualTo("yes");
    assertThat(bench.pods()).isEmpty();
    bench.listsAndDeletesCollection(Resources.JOBS);
  }

  @Test
  @DisplayName(
      "[sig-apps] Job should execute all indexes despite some failing when using"
          + " backoffLimitPerIndex [Conformance]")
  void limitPerIndex(Workbench bench) {
    given(
        bench,
        indexed(4, 4) + "\"backoffLimitPerIndex\":1,",
        RUNS.formatted("100") + CODES.formatted("0,1"),
        "Never");
    await(bench, "Failed", "FailedIndexes");
    assertThat(status(bench).path("completedIndexes").asText()).isEqualTo("0,2");
    assertThat(status(bench).path("failedIndexes").asText()).isEqualTo("1,3");
    assertThat(status(bench).path("failed").asInt()).isEqualTo(4);
  }

  @Test
  @DisplayName(
      "[sig-apps] Job should mark indexes as failed when the FailIndex action is matched in"
          + " podFailurePolicy [Conformance]")
  void failsIndex(Workbench bench) {
    given(
        bench,
        indexed(2, 2)
            + """
            "backoffLimitPerIndex":1,"podFailurePolicy":{"rules":[{"action":"FailIndex",
              "onExitCodes":{"operator":"In","values":[42]}}]},
            """,
        RUNS.formatted("100") + CODES.formatted("42,0"),
        "Never");
    await(bench, "Failed", "FailedIndexes");
    assertThat(status(bench).path("failedIndexes").asText()).isEqualTo("0");
    assertThat(status(bench).path("completedIndexes").asText()).isEqualTo("1");
    assertThat(status(bench).path("failed").asInt()).isEqualTo(1);
  }

  @Test
  @DisplayName(
      "[sig-apps] Job should terminate job execution when the number of failed indexes exceeds"
          + " maxFailedIndexes [Conformance]")
  void tooManyFailedIndexes(Workbench bench) {
    given(
        bench,
        indexed(10, 10) + "\"backoffLimitPerIndex\":0,\"maxFailedIndexes\":2,",
        RUNS.formatted("100,100,100,,,,,,,") + CODES.formatted("1"),
        "Never");
    await(bench, "Failed", "MaxFailedIndexesExceeded");
    bench.until(b -> b.runningPods().isEmpty());
  }

  /** The job has succeeded by its policy, and what yet runs is ended. */
  private static void succeedsByPolicy(Workbench bench, String rule, String runs) {
    given(
        bench,
        indexed(3, 3) + "\"successPolicy\":{\"rules\":[%s]},".formatted(rule),
        RUNS.formatted(runs),
        "Never");
    await(bench, "SuccessCriteriaMet", "SuccessPolicy");
    await(bench, "Complete", "SuccessPolicy");
    bench.until(b -> b.runningPods().isEmpty());
  }

  @Test
  @DisplayName(
      "[sig-apps] Job with successPolicy should succeeded when all indexes succeeded [Conformance]")
  void successOfAll(Workbench bench) {
    succeedsByPolicy(bench, "{\"succeededCount\":3}", "100");
    assertThat(status(bench).path("completedIndexes").asText()).isEqualTo("0-2");
  }

  @Test
  @DisplayName(
      "[sig-apps] Job with successPolicy succeededIndexes rule should succeeded even when some"
          + " indexes remain pending [Conformance]")
  void successOfIndexes(Workbench bench) {
    succeedsByPolicy(bench, "{\"succeededIndexes\":\"0\"}", "100,,");
    assertThat(status(bench).path("completedIndexes").asText()).isEqualTo("0");
  }

  @Test
  @DisplayName(
      "[sig-apps] Job with successPolicy succeededCount rule should succeeded even when some indexes"
          + " remain pending [Conformance]")
  void successOfSome(Workbench bench) {
    succeedsByPolicy(bench, "{\"succeededCount\":1}", "100,,");
    assertThat(List.of("0", "1", "2")).contains(status(bench).path("completedIndexes").asText());
  }
}
