package io.binnacle.registry.apps.daemonset;

import io.binnacle.registry.BuiltInResource;
import io.binnacle.registry.ResourceDefinition;
import io.binnacle.registry.table.Columns;
import jakarta.enterprise.context.Dependent;

/** The DaemonSet kind. */
@Dependent
public final class DaemonSetResource implements BuiltInResource {
  @Override
  public ResourceDefinition definition() {
    return ResourceDefinition.builder("apps", "v1", "DaemonSet", "daemonsets")
        .shortNames("ds")
        .categories("all")
        .status()
        .columns(
            Columns.named()
                .number(
                    "Desired",
                    "How many nodes should run its pod.",
                    Columns.countAt("/status/desiredNumberScheduled"))
                .number(
                    "Current",
                    "How many of them run it.",
                    Columns.countAt("/status/currentNumberScheduled"))
                .number("Ready", "On how many it is ready.", Columns.countAt("/status/numberReady"))
                .number(
                    "Up-to-date",
                    "On how many it has the newest template.",
                    Columns.countAt("/status/updatedNumberScheduled"))
                .number(
                    "Available",
                    "On how many it has been ready for long enough.",
                    Columns.countAt("/status/numberAvailable"))
                .text(
                    "Node Selector",
                    "The nodes that should run it.",
                    o -> Columns.labels(o.tree().at("/spec/template/spec/nodeSelector")))
                .age()
                .pods("/spec/template/spec", "/spec/selector")
                .build())
        .strategy(new DaemonSetStrategy())
        .build();
  }
}
