package io.binnacle.controller.deployment;

import io.binnacle.apimachinery.meta.ApiObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A deployment and its ReplicaSets during one reconciliation, as far as this has brought them. Not
 * thread-safe.
 */
final class Rollout {
  private final DeploymentSpec spec;
  private final List<ApiObject> sets;
  private ApiObject deployment;

  Rollout(ApiObject deployment, List<ApiObject> sets) {
    this.deployment = deployment;
    this.spec = DeploymentSpec.of(deployment);
    this.sets = new ArrayList<>(sets);
  }

  ApiObject deployment() {
    return deployment;
  }

  void deploymentIs(ApiObject written) {
    deployment = written;
  }

  DeploymentSpec spec() {
    return spec;
  }

  List<ApiObject> all() {
    return List.copyOf(sets);
  }

  /** The ReplicaSet of the newest template, if there is one yet. */
  Optional<ApiObject> current() {
    return Revisions.current(deployment, sets);
  }

  /** All but the current one. */
  List<ApiObject> old() {
    Optional<ApiObject> current = current();
    return sets.stream()
        .filter(set -> current.filter(c -> c.uid().equals(set.uid())).isEmpty())
        .toList();
  }

  List<ApiObject> activeOld() {
    return ReplicaSets.active(old());
  }

  /** Takes up a ReplicaSet as it has been written. */
  void setIs(ApiObject written) {
    sets.removeIf(set -> set.uid().equals(written.uid()));
    sets.add(written);
  }
}
