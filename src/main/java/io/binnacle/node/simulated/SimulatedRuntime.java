package io.binnacle.node.simulated;

import io.binnacle.node.runtime.Image;
import io.binnacle.node.runtime.RuntimeFacts;
import java.util.List;
import java.util.Optional;

/** What a simulated node says of the runtime that it does not have. */
final class SimulatedRuntime implements RuntimeFacts {
  static final String NAME = "simulated";

  @Override
  public String version() {
    return NAME + "://1";
  }

  @Override
  public Optional<String> notReadyReason() {
    return Optional.empty();
  }

  @Override
  public List<Image> listImages() {
    return List.of();
  }
}
