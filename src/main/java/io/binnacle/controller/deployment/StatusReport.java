package io.binnacle.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.Pods;
import io.binnacle.controller.Result;
import io.binnacle.controller.workload.StatusConditions.Condition;
import io.binnacle.controller.workload.Statuses;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes what a deployment says of itself: counts, conditions, revision. */
final class StatusReport {
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final ControllerContext context;

  StatusReport(ControllerContext context) {
    this.context = context;
  }

  DeploymentConditions conditions(Rollout rollout) {
    return new DeploymentConditions(rollout.deployment(), context.clock().instant());
  }

  /** Writes the conditions, nothing else. */
  void writeConditions(Rollout rollout, DeploymentConditions conditions) {
    ObjectNode status = status(rollout);
    conditions.writeTo(status);
    write(rollout, status);
  }

  /**
   * Writes the conditions and the revision. Both go through the status: annotations that a user
   * changes are a new generation, this one is not.
   */
  void writeRevision(Rollout rollout, DeploymentConditions conditions, long revision) {
    ObjectNode tree = rollout.deployment().copyTree();
    conditions.writeTo(Trees.child(tree, "status"));
    Trees.child(Trees.child(tree, "metadata"), "annotations")
        .put(Revisions.REVISION, Long.toString(revision));
    if (!Trees.same(tree, rollout.deployment().tree())) {
      rollout.deploymentIs(
          context
              .client()
              .updateStatus(Resources.DEPLOYMENTS, rollout.deployment().namespace(), tree));
    }
  }

  /** Two templates have the same hash: the next name is made with a number more. */
  void writeCollision(Rollout rollout) {
    ObjectNode status = status(rollout);
    status.put("collisionCount", status.path("collisionCount").asInt() + 1);
    write(rollout, status);
  }

  /** Writes the counts without a judgement of progress. */
  void writeCounts(Rollout rollout) {
    DeploymentStatus counts = DeploymentStatus.of(rollout);
    DeploymentConditions conditions = conditions(rollout);
    conditions.set(counts.availability(rollout.spec()));
    write(rollout, counts, conditions);
  }

  /** Writes the counts and how the roll-out goes; answers when to look for the deadline. */
  Result writeProgress(Rollout rollout) {
    DeploymentStatus counts = DeploymentStatus.of(rollout);
    DeploymentConditions conditions = conditions(rollout);
    conditions.set(counts.availability(rollout.spec()));
    judge(rollout, counts, conditions);
    replicaFailure(rollout)
        .ifPresentOrElse(
            conditions::takeOver, () -> conditions.remove(DeploymentConditions.REPLICA_FAILURE));
    write(rollout, counts, conditions);
    return nextLook(rollout, counts, conditions);
  }

  private void judge(Rollout rollout, DeploymentStatus counts, DeploymentConditions conditions) {
    if (rollout.spec().progressDeadline().isEmpty()) {
      conditions.remove(DeploymentConditions.PROGRESSING);
      return;
    }
    boolean wasComplete =
        conditions.progress().equals(DeploymentConditions.REASON_AVAILABLE)
            && counts.replicas() == counts.updated();
    if (wasComplete) {
      return;
    }
    String what =
        rollout
            .current()
            .map(set -> "ReplicaSet \"" + set.name() + "\"")
            .orElseGet(() -> "Deployment \"" + rollout.deployment().name() + "\"");
    if (counts.isComplete(rollout)) {
      conditions.progressing(
          "True", DeploymentConditions.REASON_AVAILABLE, what + " has successfully progressed.");
    } else if (counts.isProgressSince(DeploymentStatus.written(rollout.deployment()))) {
      // Each progress begins the deadline anew.
      conditions.refresh(
          new Condition(
              DeploymentConditions.PROGRESSING,
              "True",
              DeploymentConditions.REASON_UPDATED,
              what + " is progressing."));
    } else if (isTimedOut(rollout, conditions)) {
      conditions.progressing(
          "False", DeploymentConditions.REASON_TIMED_OUT, what + " has timed out progressing.");
    }
  }

  private boolean isTimedOut(Rollout rollout, DeploymentConditions conditions) {
    if (conditions.progress().equals(DeploymentConditions.REASON_AVAILABLE)) {
      return false;
    }
    return untilDeadline(rollout, conditions).filter(Duration::isNegative).isPresent();
  }

  private Optional<Duration> untilDeadline(Rollout rollout, DeploymentConditions conditions) {
    Instant now = context.clock().instant();
    return rollout
        .spec()
        .progressDeadline()
        .flatMap(deadline ->
            conditions.lastProgress().map(since -> Duration.between(now, since.plus(deadline))));
  }

  private Result nextLook(
      Rollout rollout, DeploymentStatus counts, DeploymentConditions conditions) {
    if (counts.isComplete(rollout)
        || conditions.progress().equals(DeploymentConditions.REASON_TIMED_OUT)) {
      return Result.done();
    }
    return untilDeadline(rollout, conditions)
        .map(left -> Result.after(left.isNegative() ? MARGIN : left.plus(MARGIN)))
        .orElseGet(Result::done);
  }

  /** The failure of the current ReplicaSet, otherwise of any. */
  private static Optional<JsonNode> replicaFailure(Rollout rollout) {
    List<ApiObject> sets = new ArrayList<>();
    rollout.current().ifPresent(sets::add);
    sets.addAll(rollout.all());
    return sets.stream()
        .map(set -> Pods.condition(set, DeploymentConditions.REPLICA_FAILURE))
        .filter(condition -> condition.path("status").asText().equals("True"))
        .findFirst();
  }

  private void write(Rollout rollout, DeploymentStatus counts, DeploymentConditions conditions) {
    ObjectNode status = counts.tree(rollout);
    conditions.writeTo(status);
    write(rollout, status);
  }

  private void write(Rollout rollout, ObjectNode status) {
    rollout.deploymentIs(
        Statuses.write(context.client(), Resources.DEPLOYMENTS, rollout.deployment(), status));
  }

  private static ObjectNode status(Rollout rollout) {
    return rollout.deployment().tree().path("status") instanceof ObjectNode status
        ? status.deepCopy()
        : rollout.deployment().tree().objectNode();
  }
}
