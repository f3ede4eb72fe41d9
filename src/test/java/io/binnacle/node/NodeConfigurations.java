package io.binnacle.node;

import io.binnacle.configuration.ConfigurationReader;
import io.binnacle.node.configuration.NodeConfiguration;
import jakarta.validation.Validation;
import java.util.Map;
import java.util.Optional;

/** Configurations for tests. */
public final class NodeConfigurations {
  private NodeConfigurations() {}

  /** The defaults, but for these properties (without their prefix). */
  public static NodeConfiguration with(Map<String, String> properties) {
    try (var factory = Validation.buildDefaultValidatorFactory()) {
      return new ConfigurationReader(
              name -> Optional.ofNullable(properties.get(name.replace("binnacle.node.", ""))),
              factory.getValidator())
          .read(NodeConfiguration.class);
    }
  }
}
