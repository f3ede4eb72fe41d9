package io.binnacle.scheduler.framework;

import java.util.List;
import java.util.Map;

/** What plugins may look up besides pods and nodes. Memory only, but for waiting. */
public record ClusterLookups(
    NamespaceLabels namespaceLabels, ServiceSelectors serviceSelectors, VolumeLookups volumes) {
  /** Knows nothing. */
  public static final ClusterLookups NONE =
      new ClusterLookups(namespace -> Map.of(), pod -> List.of(), VolumeLookups.NONE);
}
