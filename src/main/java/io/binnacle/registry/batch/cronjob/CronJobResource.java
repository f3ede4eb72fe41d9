package io.binnacle.registry.batch.cronjob;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;
import java.time.Instant;

/** The CronJob kind. */
@Dependent
public final class CronJobResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("batch", "v1", "CronJob", "cronjobs")
        .shortNames("cj")
        .categories("all")
        .status()
        .columns(
            Columns.named()
                .text("Schedule", "When jobs are started.", Columns.at("/spec/schedule"))
                .text(
                    "Timezone",
                    "The time zone of the schedule.",
                    o -> Columns.orNone(o.tree().at("/spec/timeZone").asText()))
                .flag("Suspend", "Whether it rests.", CronJobResource::suspended)
                .number(
                    "Active",
                    "How many of its jobs run.",
                    o -> o.tree().at("/status/active").size())
                .timed(
                    "Last Schedule", "When the last job was started.", false, CronJobResource::last)
                .age()
                .pods("/spec/jobTemplate/spec/template/spec", "/spec/jobTemplate/spec/selector")
                .build())
        .strategy(new CronJobStrategy())
        .build();
  }

  /** As in Kubernetes the column is one of booleans, and its cells are texts. */
  private static Object suspended(ApiObject job) {
    JsonNode suspend = job.tree().at("/spec/suspend");
    if (!suspend.isBoolean()) {
      return "<unset>";
    }
    return suspend.booleanValue() ? "True" : "False";
  }

  private static Object last(ApiObject job, Instant now) {
    JsonNode time = job.tree().at("/status/lastScheduleTime");
    return time.isTextual() ? Columns.since(time, now) : Columns.NONE;
  }
}
