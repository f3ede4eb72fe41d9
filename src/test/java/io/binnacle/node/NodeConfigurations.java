package io.binnacle.node;

import io.binnacle.configuration.ConfigurationReader;
import io.binnacle.node.configuration.NodeConfiguration;
import io.binnacle.node.configuration.RetentionConfiguration;
import jakarta.validation.Validation;
import java.util.Map;
import java.util.Optional;

/** Configurations for tests. */
public final class NodeConfigurations {
  private NodeConfigurations() {}

  /** The defaults, but for these properties (without their prefix). */
  public static NodeConfiguration with(Map<String, String> properties) {
    return read(NodeConfiguration.class, properties);
  }

  /** What is kept by default, but for these properties (without their prefix). */
  public static RetentionConfiguration retention(Map<String, String> properties) {
    return read(RetentionConfiguration.class, properties);
  }

  private static <T extends Record> T read(Class<T> type, Map<String, String> properties) {
    try (var factory = Validation.buildDefaultValidatorFactory()) {
      return new ConfigurationReader(
              name -> Optional.ofNullable(properties.get(name.replace("binnacle.node.", ""))),
              factory.getValidator())
          .read(type);
    }
  }
}
