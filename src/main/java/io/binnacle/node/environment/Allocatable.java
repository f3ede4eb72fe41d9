package io.binnacle.node.environment;

import io.binnacle.apimachinery.resource.Quantity;

/** What the node has to give to pods. Safe for any thread. */
@FunctionalInterface
public interface Allocatable {
  /** Zero for a resource that the node does not have. */
  Quantity of(String resource);
}
