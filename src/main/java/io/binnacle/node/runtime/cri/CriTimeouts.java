package io.binnacle.node.runtime.cri;

import java.time.Duration;

/**
 * How long calls may take.
 *
 * @param look for version, status and lists
 * @param change for what creates, starts and removes; added to the grace period when stopping
 * @param sandbox for the start of a sandbox, in which the network is set up
 * @param pull for a whole image
 */
public record CriTimeouts(Duration look, Duration change, Duration sandbox, Duration pull) {
  /** The defaults of Kubernetes' node agent, where it has one. */
  public static final CriTimeouts DEFAULT =
      new CriTimeouts(
          Duration.ofSeconds(20),
          Duration.ofMinutes(2),
          Duration.ofMinutes(4),
          Duration.ofHours(1));
}
