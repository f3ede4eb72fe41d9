package io.binnacle.storage.encryption;

import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.configuration.ConfigurationPrefix;
import io.binnacle.configuration.DefaultValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is encrypted before it reaches the database.
 *
 * @param resources such as {@code secrets} or {@code widgets.example.com}; {@code none} encrypts
 *     nothing
 * @param keyRingFile where the keys are; where it is not set, a file of the home that the first
 *     start makes
 */
@ConfigurationPrefix("binnacle.encryption")
public record EncryptionConfiguration(
    @DefaultValue("secrets") List<String> resources, Optional<Path> keyRingFile) {
  private static final String NONE = "none";

  /** The resources, in the store's terms. */
  public Set<GroupResource> groupResources() {
    return resources.stream()
        .filter(name -> !name.equals(NONE))
        .map(EncryptionConfiguration::groupResource)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static GroupResource groupResource(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? new GroupResource("", name)
        : new GroupResource(name.substring(dot + 1), name.substring(0, dot));
  }
}
