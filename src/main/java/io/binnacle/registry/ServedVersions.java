package io.binnacle.registry;

import io.binnacle.apimachinery.meta.GroupVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which versions of the built-in kinds are served. Unless it is configured otherwise those that are
 * generally available are, and alpha and beta ones are not (KEP-3136), just as with Kubernetes.
 */
public final class ServedVersions {
  private static final String ALL = "api/all";

  private enum Maturity {
    GA,
    BETA,
    ALPHA;

    static Maturity of(String version) {
      return version.contains("alpha") ? ALPHA : version.contains("beta") ? BETA : GA;
    }

    String key() {
      return "api/" + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Map<String, Boolean> configured = new HashMap<>();

  /**
   * @throws IllegalArgumentException for an entry that is neither true nor false
   */
  public ServedVersions(ApiConfiguration configuration) {
    for (String entry : configuration.runtimeConfig()) {
      String[] parts = entry.strip().split("=", 2);
      String value = parts.length == 1 ? "true" : parts[1].toLowerCase(Locale.ROOT);
      if (!value.equals("true") && !value.equals("false")) {
        throw new IllegalArgumentException(
            "binnacle.api.runtime-config: " + entry + " is neither true nor false");
      }
      configured.put(parts[0], Boolean.valueOf(value));
    }
  }

  /** The kinds of which a version is served, without the versions that are not. */
  public List<BuiltInResource> of(Iterable<? extends BuiltInResource> builtIns) {
    List<BuiltInResource> served = new ArrayList<>();
    for (BuiltInResource builtIn : builtIns) {
      restricted(builtIn.definition()).ifPresent(definition -> served.add(() -> definition));
    }
    return served;
  }

  private Optional<ResourceDefinition> restricted(ResourceDefinition definition) {
    List<String> versions =
        definition.versions().stream()
            .filter(version -> isServed(new GroupVersion(definition.group(), version)))
            .toList();
    return versions.isEmpty() ? Optional.empty() : Optional.of(definition.servedIn(versions));
  }

  /** The most specific entry counts. */
  boolean isServed(GroupVersion version) {
    Maturity maturity = Maturity.of(version.version());
    for (String key : List.of(version.apiVersion(), maturity.key(), ALL)) {
      Boolean choice = configured.get(key);
      if (choice != null) {
        return choice;
      }
    }
    return maturity == Maturity.GA;
  }
}
