package io.binnacle.node.runtime.image;

import java.util.Locale;
import java.util.Optional;

/** The processors for which images are made. */
enum Architecture {
  AMD64,
  ARM64;

  /** The one of this machine; empty for one that is not supported. */
  static Optional<Architecture> current() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> Optional.of(AMD64);
      case "aarch64" -> Optional.of(ARM64);
      default -> Optional.empty();
    };
  }

  /** The name that images use. */
  String ociName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
