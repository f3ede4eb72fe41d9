package io.binnacle.node.volume;

import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sets up one sort of volume. Called by the worker of the pod, before containers start and again
 * from time to time while the pod runs.
 */
interface VolumePlugin {
  boolean supports(Volume volume);

  /**
   * Makes the volume ready, or brings it up to date where it is ready, and gives the path to mount.
   * Idempotent.
   *
   * @throws VolumeException where something that it needs is not there
   * @throws IOException where the host refuses
   */
  Path setUp(VolumeContext context, Volume volume) throws IOException;
}
