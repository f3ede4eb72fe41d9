package io.binnacle.controller.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerContext;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodBatches;
import io.binnacle.controller.workload.PodTemplates;
import io.binnacle.controller.workload.SafeHash;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds or makes the ReplicaSet of the deployment's template, and keeps its revision right. */
final class CurrentReplicaSet {
  private final ControllerContext context;
  private final OwnerKind kind;
  private final ReplicaSetScale scale;
  private final StatusReport report;

  CurrentReplicaSet(
      ControllerContext context, OwnerKind kind, ReplicaSetScale scale, StatusReport report) {
    this.context = context;
    this.kind = kind;
    this.scale = scale;
    this.report = report;
  }

  /** The ReplicaSet if there is one: the newest revision is its number, a former one too. */
  Optional<ApiObject> find(Rollout rollout) {
    Optional<ApiObject> found = rollout.current();
    found.ifPresent(set -> keepRevision(rollout, set));
    return rollout.current();
  }

  ApiObject findOrCreate(Rollout rollout) {
    return find(rollout).orElseGet(() -> create(rollout));
  }

  private void keepRevision(Rollout rollout, ApiObject set) {
    ObjectNode tree = set.copyTree();
    Revisions.annotate(tree, rollout.deployment(), Revisions.newest(rollout.old()) + 1);
    copyMinReady(rollout.spec(), Trees.child(tree, "spec"));
    ApiObject kept = set;
    if (!Trees.same(tree, set.tree())) {
      kept = context.client().update(Resources.REPLICA_SETS, set.namespace(), tree);
      rollout.setIs(kept);
    }
    DeploymentConditions conditions = report.conditions(rollout);
    if (rollout.spec().progressDeadline().isPresent()
        && !conditions.has(DeploymentConditions.PROGRESSING)) {
      conditions.progressing(
          "True",
          DeploymentConditions.REASON_FOUND,
          "Found new replica set \"" + set.name() + "\"");
    }
    report.writeRevision(rollout, conditions, Revisions.of(kept));
  }

  private static void copyMinReady(DeploymentSpec from, ObjectNode spec) {
    if (from.minReadySeconds() > 0) {
      spec.put("minReadySeconds", from.minReadySeconds());
    } else {
      spec.remove("minReadySeconds");
    }
  }

  private ApiObject create(Rollout rollout) {
    ApiObject deployment = rollout.deployment();
    long revision = Revisions.newest(rollout.all()) + 1;
    ObjectNode tree = replicaSet(rollout, revision);
    int size = tree.path("spec").path("replicas").asInt();
    ApiObject created;
    try {
      created = context.client().create(Resources.REPLICA_SETS, deployment.namespace(), tree);
      if (size > 0) {
        scale.tell(rollout, created, 0, size);
      }
    } catch (ApiException e) {
      created = existing(rollout, tree.path("metadata").path("name").asText(), e);
    }
    rollout.setIs(created);
    DeploymentConditions conditions = report.conditions(rollout);
    if (rollout.spec().progressDeadline().isPresent()) {
      conditions.progressing(
          "True",
          DeploymentConditions.REASON_CREATED,
          "Created new replica set \"" + created.name() + "\"");
    }
    report.writeRevision(rollout, conditions, revision);
    return created;
  }

  /** The cache was behind and the ReplicaSet is there, or another template has its name. */
  private ApiObject existing(Rollout rollout, String name, ApiException refusal) {
    ApiObject deployment = rollout.deployment();
    if (!refusal.isAlreadyExists()) {
      if (!PodBatches.isNamespaceTerminating(refusal)) {
        tellFailure(rollout, name, refusal);
      }
      throw refusal;
    }
    ApiObject there = context.client().get(Resources.REPLICA_SETS, deployment.namespace(), name);
    if (kind.owns(deployment, there) && Revisions.isOf(deployment, there)) {
      return there;
    }
    report.writeCollision(rollout);
    throw refusal;
  }

  private void tellFailure(Rollout rollout, String name, ApiException refusal) {
    String message = "Failed to create new replica set \"" + name + "\": " + refusal.getMessage();
    if (rollout.spec().progressDeadline().isPresent()) {
      DeploymentConditions conditions = report.conditions(rollout);
      conditions.progressing("False", DeploymentConditions.REASON_CREATE_ERROR, message);
      report.writeConditions(rollout, conditions);
    }
    context
        .recorder()
        .warning(rollout.deployment(), DeploymentConditions.REASON_CREATE_ERROR, message);
  }

  private ObjectNode replicaSet(Rollout rollout, long revision) {
    ApiObject deployment = rollout.deployment();
    JsonNode template = PodTemplates.of(deployment);
    JsonNode collisions = deployment.tree().path("status").path("collisionCount");
    String hash =
        SafeHash.fnv1a(
            (Json.writeText(template) + collisions.asText()).getBytes(StandardCharsets.UTF_8));
    ObjectNode set = Json.object().put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
    ObjectNode metadata = set.putObject("metadata");
    metadata.put("name", deployment.name() + "-" + hash);
    metadata.putArray("ownerReferences").add(kind.reference(deployment));
    ObjectNode spec = set.putObject("spec");
    spec.put("replicas", RollingUpdate.newSize(rollout.spec(), rollout.all(), 0));
    copyMinReady(rollout.spec(), spec);
    spec.set("selector", deployment.tree().path("spec").path("selector").deepCopy());
    label(Trees.child(spec, "selector"), "matchLabels", hash);
    ObjectNode labelled = template.deepCopy();
    label(Trees.child(labelled, "metadata"), "labels", hash);
    spec.set("template", labelled);
    metadata.set("labels", labelled.path("metadata").path("labels").deepCopy());
    Revisions.annotate(set, deployment, revision);
    ReplicaSetScale.annotate(set, rollout.spec());
    return set;
  }

  private static void label(ObjectNode parent, String field, String hash) {
    Trees.child(parent, field).put(Revisions.HASH_LABEL, hash);
  }
}
