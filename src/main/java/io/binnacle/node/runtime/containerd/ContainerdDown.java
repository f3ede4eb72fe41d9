package io.binnacle.node.runtime.containerd;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Ends a home's pods and its private containerd from the command line, with the server gone: the
 * launcher's {@code down}. It must run as the user and in the network namespace that the server ran
 * in.
 */
public final class ContainerdDown {
  private static final Duration GRACE_PERIOD = Duration.ofSeconds(10);

  private ContainerdDown() {}

  /** Takes the home as its one argument; ends with 0 also if nothing runs. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException("the home directory is expected as the one argument");
    }
    new PrivateContainerd(ContainerdSettings.below(Path.of(arguments[0]))).stop(GRACE_PERIOD);
  }
}
