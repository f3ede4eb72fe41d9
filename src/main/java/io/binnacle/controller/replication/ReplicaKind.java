package io.binnacle.controller.replication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.Resources;
import io.binnacle.controller.workload.OwnerKind;
import io.binnacle.controller.workload.PodTemplates;
import java.util.function.Function;

/** In what the two kinds that keep a number of pods differ. */
enum ReplicaKind {
  REPLICATION_CONTROLLER(
      new OwnerKind(Resources.REPLICATION_CONTROLLERS, "ReplicationController"),
      ReplicaKind::mapSelector,
      false),
  REPLICA_SET(new OwnerKind(Resources.REPLICA_SETS, "ReplicaSet"), PodTemplates::selector, true);

  private final OwnerKind owner;
  private final Function<ApiObject, LabelSelector> selector;
  private final boolean countsTerminating;

  ReplicaKind(
      OwnerKind owner, Function<ApiObject, LabelSelector> selector, boolean countsTerminating) {
    this.owner = owner;
    this.selector = selector;
    this.countsTerminating = countsTerminating;
  }

  OwnerKind owner() {
    return owner;
  }

  LabelSelector selector(ApiObject controller) {
    return selector.apply(controller);
  }

  /** Whether its status tells of pods that are on their way out (KEP-3973). */
  boolean countsTerminating() {
    return countsTerminating;
  }

  /** An absent selector stands for the template's labels. */
  private static LabelSelector mapSelector(ApiObject controller) {
    JsonNode spec = controller.tree().path("spec");
    JsonNode labels =
        spec.path("selector").isEmpty()
            ? spec.path("template").path("metadata").path("labels")
            : spec.path("selector");
    ObjectNode structured = controller.tree().objectNode();
    structured.set("matchLabels", labels);
    return LabelSelector.ofStructured(structured);
  }
}
