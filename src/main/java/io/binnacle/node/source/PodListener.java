package io.binnacle.node.source;

import io.binnacle.node.model.NodePod;

/** Is told of the pods of a source, one call at a time, on the source's thread. Must be quick. */
public interface PodListener {
  /** A pod is new, or has a new version. */
  void podChanged(NodePod pod);

  /** A pod is gone; its last known version. */
  void podRemoved(NodePod last);
}
