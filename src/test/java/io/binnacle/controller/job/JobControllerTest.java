package io.binnacle.controller.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.controller.PodFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();
  private final PodFixture pods = new PodFixture(fixture);

  private void givenJob(String spec) {
    fixture.given(
        Resources.JOBS,
        """
        {"apiVersion":"batch/v1","kind":"Job",
         "metadata":{"name":"work","namespace":"ns","uid":"work-uid"},
         "spec":{%s"selector":{"matchLabels":{"batch.kubernetes.io/controller-uid":"work-uid"}},
           "template":{"metadata":{"labels":{"batch.kubernetes.io/controller-uid":"work-uid",
                                             "batch.kubernetes.io/job-name":"work"}},
                       "spec":{"restartPolicy":"Never",
                               "containers":[{"name":"c","image":"i"}]}}}}
        """
            .formatted(spec));
    fixture.start(new JobController());
  }

  private void patch(String spec) {
    fixture.api.patch(
        Resources.JOBS,
        "ns",
        "work",
        "",
        PatchType.MERGE,
        Json.readTrusted("{\"spec\":%s}".formatted(spec)));
    fixture.settle();
  }

  private JsonNode status() {
    return fixture.api.get(Resources.JOBS, "ns", "work").tree().path("status");
  }

  /** The conditions that hold, with their reasons. */
  private List<String> conditions() {
    return status()
        .path("conditions")
        .valueStream()
        .filter(condition -> condition.path("status").asText().equals("True"))
        .map(c -> c.path("type").asText() + " " + c.path("reason").asText())
        .toList();
  }

  private List<ApiObject> active() {
    return pods.all().stream()
        .filter(pod -> pod.tree().at("/status/phase").asText("Pending").equals("Pending"))
        .filter(pod -> !pod.isBeingDeleted())
        .toList();
  }

  private void endAll(String phase) {
    active().forEach(pod -> pods.end(pod, phase));
  }

  private void endWithCode(ApiObject pod, int code) {
    ObjectNode tree = pod.copyTree();
    ObjectNode status = tree.putObject("status").put("phase", "Failed");
    ObjectNode container = status.putArray("containerStatuses").addObject().put("name", "c");
    container
        .putObject("state")
        .putObject("terminated")
        .put("exitCode", code)
        .put("finishedAt", fixture.time.instant().toString());
    fixture.api.put(Resources.PODS, tree);
    fixture.settle();
  }

  @Test
  void runsToItsCompletions() {
    givenJob("\"completions\":3,\"parallelism\":2,");
    assertThat(active()).hasSize(2);
    ApiObject pod = pods.all().getFirst();
    assertThat(pod.finalizers()).containsExactly("batch.kubernetes.io/job-tracking");
    assertThat(pod.metadata().path("generateName").asText()).isEqualTo("work-");
    assertThat(status().path("active").asInt()).isEqualTo(2);
    assertThat(status().path("ready").isNumber()).isTrue();
    assertThat(status().path("terminating").isNumber()).isTrue();
    assertThat(status().path("uncountedTerminatedPods").isObject()).isTrue();
    assertThat(status().hasNonNull("startTime")).isTrue();
    endAll("Succeeded");
    assertThat(active()).hasSize(1);
    endAll("Succeeded");
    assertThat(conditions())
        .containsExactly("SuccessCriteriaMet CompletionsReached", "Complete CompletionsReached");
    assertThat(status().path("succeeded").asInt()).isEqualTo(3);
    assertThat(status().has("active")).isFalse();
    assertThat(status().hasNonNull("completionTime")).isTrue();
    assertThat(pods.all()).allSatisfy(ended -> assertThat(ended.finalizers()).isEmpty());
    assertThat(fixture.events()).contains("SuccessfulCreate", "Completed");
  }

  @Test
  void isDoneWithTheFirstSuccessWhereNoNumberIsAsked() {
    givenJob("\"parallelism\":2,");
    pods.end(active().getFirst(), "Succeeded");
    assertThat(active()).hasSize(1);
    assertThat(conditions()).isEmpty();
    endAll("Succeeded");
    assertThat(conditions()).contains("Complete CompletionsReached");
  }

  @Test
  void triesAgainLaterEachTimeUpToItsLimit() {
    givenJob("\"backoffLimit\":1,\"completions\":1,");
    endAll("Failed");
    assertThat(active()).isEmpty();
    assertThat(status().path("failed").asInt()).isEqualTo(1);
    fixture.advance(Duration.ofSeconds(9));
    assertThat(active()).isEmpty();
    fixture.advance(Duration.ofSeconds(2));
    assertThat(active()).hasSize(1);
    endAll("Failed");
    assertThat(conditions())
        .containsExactly("FailureTarget BackoffLimitExceeded", "Failed BackoffLimitExceeded");
    assertThat(status().path("failed").asInt()).isEqualTo(2);
    assertThat(fixture.events()).contains("BackoffLimitExceeded");
  }

  @Test
  void stopsItsPodsAtItsDeadlineAndWaitsForThem() {
    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    givenJob("\"activeDeadlineSeconds\":10,\"completions\":1,");
    fixture.advance(Duration.ofSeconds(11));
    assertThat(conditions()).containsExactly("FailureTarget DeadlineExceeded");
    assertThat(status().path("terminating").asInt()).isEqualTo(1);
    pods.removeTerminating();
    assertThat(conditions()).contains("Failed DeadlineExceeded");
    assertThat(status().path("failed").asInt()).isEqualTo(1);
  }

  @Test
  void givesEachPodAnIndex() {
    givenJob("\"completions\":3,\"parallelism\":2,\"completionMode\":\"Indexed\",");
    assertThat(active())
        .extracting(pod -> pod.tree().at("/spec/hostname").asText())
        .containsExactly("work-0", "work-1");
    ApiObject pod = active().getFirst();
    assertThat(pod.metadata().path("generateName").asText()).isEqualTo("work-0-");
    assertThat(pod.labels()).containsEntry("batch.kubernetes.io/job-completion-index", "0");
    assertThat(pod.tree().at("/spec/containers/0/env/0/name").asText())
        .isEqualTo("JOB_COMPLETION_INDEX");
    pods.end(active().get(1), "Succeeded");
    assertThat(status().path("completedIndexes").asText()).isEqualTo("1");
    endAll("Succeeded");
    assertThat(status().path("completedIndexes").asText()).isEqualTo("0-2");
    assertThat(conditions()).contains("Complete CompletionsReached");
  }

  @Test
  void limitsFailuresByIndex() {
    givenJob(
        "\"completions\":2,\"parallelism\":2,\"completionMode\":\"Indexed\","
            + "\"backoffLimitPerIndex\":1,\"backoffLimit\":2147483647,");
    pods.end(active().getFirst(), "Failed");
    fixture.advance(Duration.ofSeconds(11));
    ApiObject again =
        active().stream().filter(p -> JobPods.index(p) == 0).findFirst().orElseThrow();
    assertThat(again.annotations())
        .containsEntry("batch.kubernetes.io/job-index-failure-count", "1");
    pods.end(again, "Failed");
    assertThat(status().path("failedIndexes").asText()).isEqualTo("0");
    assertThat(conditions()).isEmpty();
    endAll("Succeeded");
    assertThat(conditions()).contains("Failed FailedIndexes");
    assertThat(status().path("failed").asInt()).isEqualTo(2);
    assertThat(status().path("completedIndexes").asText()).isEqualTo("1");
  }

  @Test
  void followsThePodFailurePolicy() {
    givenJob(
        """
        "completions":1,"backoffLimit":0,"podFailurePolicy":{"rules":[
          {"action":"Ignore","onExitCodes":{"operator":"In","values":[3]}},
          {"action":"FailJob","onExitCodes":{"operator":"In","values":[42]}}]},
        """);
    endWithCode(active().getFirst(), 3);
    assertThat(active()).hasSize(1);
    assertThat(status().has("failed")).isFalse();
    String name = active().getFirst().name();
    endWithCode(active().getFirst(), 42);
    assertThat(conditions()).contains("Failed PodFailurePolicy");
    assertThat(status().at("/conditions/0/message").asText())
        .isEqualTo(
            "Container c for pod ns/"
                + name
                + " failed with exit code 42 matching FailJob rule at index 1");
  }

  @Test
  void isDoneWhenItsSuccessPolicyIsMet() {
    givenJob(
        """
        "completions":3,"parallelism":3,"completionMode":"Indexed",
        "successPolicy":{"rules":[{"succeededIndexes":"0,2","succeededCount":1}]},
        """);
    pods.end(active().get(1), "Succeeded");
    assertThat(conditions()).isEmpty();
    pods.end(active().get(1), "Succeeded");
    assertThat(conditions())
        .containsExactly("SuccessCriteriaMet SuccessPolicy", "Complete SuccessPolicy");
    assertThat(active()).isEmpty();
  }

  @Test
  void suspendsAndResumes() {
    givenJob("\"completions\":1,\"suspend\":true,");
    assertThat(active()).isEmpty();
    assertThat(conditions()).containsExactly("Suspended JobSuspended");
    assertThat(status().has("startTime")).isFalse();
    patch("{\"suspend\":false}");
    assertThat(active()).hasSize(1);
    assertThat(status().hasNonNull("startTime")).isTrue();
    assertThat(conditions()).isEmpty();
    patch("{\"suspend\":true}");
    assertThat(active()).isEmpty();
    assertThat(conditions()).containsExactly("Suspended JobSuspended");
    assertThat(fixture.events()).contains("Suspended", "Resumed");
  }

  @Test
  void replacesOnlyWhatHasFailedWhereToldSo() {
    fixture.api.setDefaultGracePeriod(Resources.PODS, 30);
    givenJob("\"completions\":1,\"podReplacementPolicy\":\"Failed\",");
    ApiObject pod = active().getFirst();
    fixture.api.delete(Resources.PODS, "ns", pod.name(), DeleteOptions.defaults());
    fixture.settle();
    assertThat(active()).isEmpty();
    assertThat(status().path("terminating").asInt()).isEqualTo(1);
    pods.end(pod, "Failed");
    fixture.advance(Duration.ofSeconds(60));
    assertThat(active()).hasSize(1);
  }

  @Test
  void followsAChangeOfParallelism() {
    givenJob("\"completions\":5,\"parallelism\":3,");
    patch("{\"parallelism\":1}");
    assertThat(active()).hasSize(1);
    patch("{\"parallelism\":0}");
    assertThat(active()).isEmpty();
    patch("{\"parallelism\":4}");
    fixture.advance(Duration.ofSeconds(60));
    assertThat(active()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void leavesJobsOfOtherControllersAlone() {
    givenJob("\"managedBy\":\"example.com/queue\",");
    assertThat(pods.all()).isEmpty();
    assertThat(status().isMissingNode()).isTrue();
  }

  @Test
  void releasesPodsOfAJobThatIsGone() {
    givenJob("\"completions\":1,");
    fixture.api.remove(Resources.JOBS, "ns", "work");
    fixture.settle();
    assertThat(pods.all()).allSatisfy(pod -> assertThat(pod.finalizers()).isEmpty());
  }

  /** A status that was written before a crash: its uids are counted, and only once. */
  @Test
  void countsWhatACrashHasLeftUncounted() {
    fixture.given(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"done","namespace":"ns","uid":"p1",
           "finalizers":["batch.kubernetes.io/job-tracking"],
           "labels":{"batch.kubernetes.io/controller-uid":"work-uid"},
           "ownerReferences":[{"apiVersion":"batch/v1","kind":"Job","name":"work",
             "uid":"work-uid","controller":true}]},
         "status":{"phase":"Succeeded"}}
        """);
    fixture.given(
        Resources.JOBS,
        """
        {"apiVersion":"batch/v1","kind":"Job",
         "metadata":{"name":"work","namespace":"ns","uid":"work-uid"},
         "spec":{"completions":3,"parallelism":1,
           "selector":{"matchLabels":{"batch.kubernetes.io/controller-uid":"work-uid"}},
           "template":{"metadata":{"labels":{"batch.kubernetes.io/controller-uid":"work-uid"}},
                       "spec":{"restartPolicy":"Never"}}},
         "status":{"startTime":"2026-01-01T00:00:00Z","succeeded":1,
           "uncountedTerminatedPods":{"succeeded":["p1"]}}}
        """);
    fixture.start(new JobController());
    assertThat(status().path("succeeded").asInt()).isEqualTo(2);
    assertThat(status().path("uncountedTerminatedPods")).isEmpty();
    assertThat(active()).hasSize(1);
  }

  @Test
  void writesIndexesShortly() {
    IndexSet indexes = IndexSet.parse("0-2,4,7-9", 9);
    assertThat(indexes.size()).isEqualTo(6);
    indexes.add(5);
    assertThat(indexes).hasToString("0-2,4,5,7,8");
  }
}
