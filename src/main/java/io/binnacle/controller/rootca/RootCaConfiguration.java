package io.binnacle.controller.rootca;

import io.binnacle.configuration.ConfigurationPrefix;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the root CA publisher publishes.
 *
 * @param file the CA certificate in PEM; nothing is published without it
 */
@ConfigurationPrefix("binnacle.controller.root-ca-publisher")
public record RootCaConfiguration(Optional<String> file) {
  Optional<Path> path() {
    return file.map(Path::of);
  }
}
