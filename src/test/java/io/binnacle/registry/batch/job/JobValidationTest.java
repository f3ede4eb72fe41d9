package io.binnacle.registry.batch.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.Messages;
import io.binnacle.registry.batch.JobSpecRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobValidationTest {
  private static ObjectNode spec(String fields) {
    ObjectNode spec =
        (ObjectNode)
            Json.readTrusted(
                "{\"template\":{\"spec\":{\"restartPolicy\":\"Never\",\"containers\":"
                    + "[{\"name\":\"c\",\"image\":\"x\"}]}}}");
    spec.setAll((ObjectNode) Json.readTrusted("{" + fields + "}"));
    JobSpecRules.templateDefaults(spec);
    return spec;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"completionMode\":\"Indexed\" | spec.completions: Required value: when completion mode is"
            + " Indexed",
        "\"completionMode\":\"Indexed\",\"completions\":100001,\"backoffLimitPerIndex\":1 |"
            + " spec.maxFailedIndexes: Required value: must be specified when completions is above"
            + " 100000",
        "\"successPolicy\":{} | spec.successPolicy: Invalid value: {\"Rules\":null}: requires"
            + " indexed completion mode",
        "\"completionMode\":\"Indexed\",\"completions\":2,\"successPolicy\":{\"rules\":"
            + "[{\"succeededIndexes\":\"2\"}]} | spec.successPolicy.rules[0].succeededIndexes:"
            + " Invalid value: \"2\": error parsing succeededIndexes: too large index: \"2\"",
        "\"podFailurePolicy\":{\"rules\":[{\"action\":\"Count\"}]} |"
            + " spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and"
            + " OnPodConditions is required",
        "\"podFailurePolicy\":{\"rules\":[{\"action\":\"Count\",\"onExitCodes\":{\"operator\":\"In\","
            + "\"values\":[1,1]}}]} | spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Duplicate"
            + " value: 1",
        "\"managedBy\":\"x\" | spec.managedBy: Invalid value: \"x\": must be a domain-prefixed path"
            + " (such as \"acme.io/foo\")",
      })
  void refuses(String fields, String message) {
    List<FieldError> errors = new ArrayList<>();
    JobSpecRules.validate(spec(fields), FieldPath.of("spec"), errors);
    assertThat(Messages.of(errors)).containsExactly(message);
  }

  private static List<String> statusRefusals(String spec, String status, String before) {
    ObjectNode job = Json.object();
    Trees.child(job, "spec").setAll((ObjectNode) Json.readTrusted("{" + spec + "}"));
    job.set("status", Json.readTrusted("{" + status + "}"));
    ObjectNode old = Json.object();
    old.set("status", Json.readTrusted("{" + before + "}"));
    return Messages.of(JobStatusValidation.validate(job, old));
  }

  private static String holds(String... types) {
    List<String> conditions = new ArrayList<>();
    for (String type : types) {
      conditions.add("{\"type\":\"" + type + "\",\"status\":\"True\"}");
    }
    return "\"conditions\":[" + String.join(",", conditions) + "]";
  }

  @Test
  void aJobEndsInOrder() {
    assertThat(statusRefusals("", holds("Complete"), ""))
        .containsExactly(
            "status.conditions: Invalid value: cannot set Complete=True condition without the"
                + " SuccessCriteriaMet=true condition",
            "status.completionTime: Required value: completionTime is required for Complete jobs",
            "status.startTime: Required value: startTime is required for finished job");
    assertThat(
            statusRefusals(
                "",
                holds("SuccessCriteriaMet", "Complete")
                    + ",\"startTime\":\"2026-01-01T00:00:00Z\""
                    + ",\"completionTime\":\"2026-01-01T00:00:01Z\"",
                holds("SuccessCriteriaMet")))
        .isEmpty();
  }

  @Test
  void whatHasEndedStaysSo() {
    assertThat(statusRefusals("", "\"failed\":1", holds("FailureTarget") + ",\"failed\":2"))
        .containsExactly(
            "status.conditions: Invalid value: cannot disable the terminal FailureTarget=True"
                + " condition",
            "status.failed: Invalid value: 1: cannot decrease the failed counter");
  }

  @Test
  void indexesAreThoseOfIndexedJobs() {
    assertThat(statusRefusals("\"completions\":3", "\"completedIndexes\":\"0\"", ""))
        .containsExactly(
            "status.completedIndexes: Invalid value: \"0\": cannot set non-empty completedIndexes"
                + " when non-indexed completion mode");
    assertThat(
            statusRefusals(
                "\"completions\":3,\"completionMode\":\"Indexed\",\"backoffLimitPerIndex\":1",
                "\"completedIndexes\":\"0,1\",\"failedIndexes\":\"1\"",
                ""))
        .containsExactly(
            "status.failedIndexes: Invalid value: \"1\": failedIndexes and completedIndexes overlap"
                + " at index: 1");
  }
}
