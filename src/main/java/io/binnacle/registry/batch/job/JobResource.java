package io.binnacle.registry.batch.job;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.table.Columns;
import io.binnacle.registry.table.HumanDuration;
import jakarta.enterprise.context.Dependent;
import java.time.Duration;
import java.time.Instant;

/** The Job kind. */
@Dependent
public final class JobResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("batch", "v1", "Job", "jobs")
        .categories("all")
        .status()
        .selectableField(
            "status.successful", o -> Integer.toString(o.tree().at("/status/succeeded").asInt()))
        .columns(
            Columns.named()
                .text("Status", "What has become of it.", JobResource::status)
                .text("Completions", "How many of its pods succeeded.", JobResource::completions)
                .timed("Duration", "How long it has been running.", false, JobResource::duration)
                .age()
                .pods("/spec/template/spec", "/spec/selector")
                .build())
        .strategy(new JobStrategy())
        .build();
  }

  private static Object completions(ApiObject job) {
    JsonNode spec = job.tree().path("spec");
    int succeeded = job.tree().at("/status/succeeded").asInt();
    if (spec.hasNonNull("completions")) {
      return succeeded + "/" + spec.path("completions").asInt();
    }
    int parallelism = spec.path("parallelism").asInt();
    return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
  }

  private static String duration(ApiObject job, Instant now) {
    JsonNode start = job.tree().at("/status/startTime");
    if (!start.isTextual()) {
      return "";
    }
    JsonNode end = job.tree().at("/status/completionTime");
    Instant until = end.isTextual() ? Instant.parse(end.asText()) : now;
    return HumanDuration.of(Duration.between(Instant.parse(start.asText()), until));
  }

  private static Object status(ApiObject job) {
    if (holds(job, "Complete")) {
      return "Complete";
    } else if (holds(job, "Failed")) {
      return "Failed";
    } else if (job.isBeingDeleted()) {
      return "Terminating";
    } else if (holds(job, "Suspended")) {
      return "Suspended";
    } else if (holds(job, "FailureTarget")) {
      return "FailureTarget";
    }
    return holds(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
  }

  private static boolean holds(ApiObject job, String type) {
    for (JsonNode condition : job.tree().at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }
}
