package io.binnacle.scheduler.framework;

import java.util.EnumSet;
import java.util.Set;

/** Changes of the cluster that can make an unschedulable pod schedulable. */
public enum ClusterEvent {
  NODE_ADD,
  NODE_DELETE,
  NODE_ALLOCATABLE_CHANGE,
  NODE_LABEL_CHANGE,
  /** Taints, or the unschedulable mark. */
  NODE_TAINT_CHANGE,
  ASSIGNED_POD_ADD,
  ASSIGNED_POD_UPDATE,
  ASSIGNED_POD_DELETE,
  NAMESPACE_CHANGE,
  CLAIM_CHANGE,
  VOLUME_CHANGE,
  STORAGE_CLASS_CHANGE;

  /** Every change. */
  public static final Set<ClusterEvent> ALL = Set.copyOf(EnumSet.allOf(ClusterEvent.class));
}
