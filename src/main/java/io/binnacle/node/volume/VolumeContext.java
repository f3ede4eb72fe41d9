package io.binnacle.node.volume;

import io.binnacle.node.environment.PodAddresses;
import io.binnacle.node.model.NodePod;

/** The pod that a volume is set up for. */
record VolumeContext(NodePod pod, PodAddresses addresses) {}
