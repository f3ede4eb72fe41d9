package io.binnacle.node.runtime.containerd;

import java.nio.file.Path;

/** What came of the attempt to have a containerd. */
public sealed interface ContainerdOutcome {
  /**
   * It runs and answers.
   *
   * @param socket where the CRI is served
   * @param adopted whether it ran already, with its pods
   */
  record Running(Path socket, boolean adopted) implements ContainerdOutcome {}

  /**
   * It cannot run here.
   *
   * @param reason what is missing, for the node's Ready condition
   */
  record Unavailable(String reason) implements ContainerdOutcome {}
}
