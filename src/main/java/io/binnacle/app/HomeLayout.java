package io.binnacle.app;

import java.nio.file.Path;

/** Where things are in a home. */
public record HomeLayout(Path home) {
  public Path pki() {
    return home.resolve("pki");
  }

  public Path run() {
    return home.resolve("run");
  }

  public Path logs() {
    return home.resolve("logs");
  }

  /** The directory that the server takes for its user directory. */
  public Path server() {
    return home.resolve("wlp").resolve("servers").resolve("binnacle");
  }

  /** What the launcher reads while the server starts: one line, {@code ready} at the end. */
  public Path state() {
    return run().resolve("state");
  }

  /** What the running cluster's addresses are, chosen once for a home. */
  public Path network() {
    return home.resolve("network.properties");
  }
}
