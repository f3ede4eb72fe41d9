package io.binnacle.node.runtime;

import java.util.List;
import java.util.Optional;

/**
 * What a container runtime says of itself, for the status of its node. Calls may block, may be made
 * from any thread, and throw {@link ContainerRuntimeException}.
 */
public interface RuntimeFacts {
  /** Name and version, such as {@code containerd://1.6.20}. */
  String version();

  /** Why the runtime or its network is not ready; empty when both are. */
  Optional<String> notReadyReason();

  List<Image> listImages();
}
