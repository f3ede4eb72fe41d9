package io.binnacle.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.Timestamps;
import io.binnacle.controller.workload.StatusConditions;
import io.binnacle.controller.workload.StatusConditions.Condition;
import java.time.Instant;
import java.util.Optional;

/**
 * The conditions of a deployment, which tell beside the last transition the last update: from that
 * the progress deadline is counted. Not thread-safe.
 */
final class DeploymentConditions {
  static final String PROGRESSING = "Progressing";
  static final String AVAILABLE = "Available";
  static final String REPLICA_FAILURE = "ReplicaFailure";

  static final String REASON_AVAILABLE = "NewReplicaSetAvailable";
  static final String REASON_UPDATED = "ReplicaSetUpdated";
  static final String REASON_CREATED = "NewReplicaSetCreated";
  static final String REASON_FOUND = "FoundNewReplicaSet";
  static final String REASON_CREATE_ERROR = "ReplicaSetCreateError";
  static final String REASON_TIMED_OUT = "ProgressDeadlineExceeded";
  static final String REASON_PAUSED = "DeploymentPaused";
  static final String REASON_RESUMED = "DeploymentResumed";

  private final StatusConditions conditions;
  private final Instant now;

  DeploymentConditions(ApiObject deployment, Instant now) {
    this.conditions = StatusConditions.of(deployment);
    this.now = now;
  }

  /** Sets the condition unless it says the same already. */
  void set(Condition condition) {
    boolean same =
        conditions
            .get(condition.type())
            .filter(current ->
                current.path("status").asText().equals(condition.status())
                    && current.path("reason").asText().equals(condition.reason()))
            .isPresent();
    if (!same) {
      refresh(condition);
    }
  }

  /** Sets the condition and its time of update, whatever it said before. */
  void refresh(Condition condition) {
    conditions.put(condition, now).put("lastUpdateTime", Timestamps.seconds(now));
  }

  void progressing(String status, String reason, String message) {
    set(new Condition(PROGRESSING, status, reason, message));
  }

  /** Takes the condition of a ReplicaSet over. */
  void takeOver(JsonNode condition) {
    Optional<ObjectNode> current = conditions.get(condition.path("type").asText());
    boolean same =
        current
            .filter(c ->
                c.path("status").equals(condition.path("status"))
                    && c.path("reason").equals(condition.path("reason")))
            .isPresent();
    if (!same) {
      ObjectNode taken = condition.deepCopy();
      taken.set("lastUpdateTime", condition.path("lastTransitionTime"));
      conditions.putEntry(taken);
    }
  }

  void remove(String type) {
    conditions.remove(type);
  }

  boolean has(String type) {
    return conditions.get(type).isPresent();
  }

  /** The reason of the condition Progressing, or empty. */
  String progress() {
    return conditions.reason(PROGRESSING);
  }

  Optional<Instant> lastProgress() {
    return conditions
        .get(PROGRESSING)
        .map(condition -> condition.path("lastUpdateTime"))
        .filter(JsonNode::isTextual)
        .map(time -> Instant.parse(time.asText()));
  }

  void writeTo(ObjectNode status) {
    conditions.writeTo(status);
  }
}
