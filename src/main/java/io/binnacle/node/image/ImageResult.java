package io.binnacle.node.image;

import io.binnacle.node.runtime.Image;

/** What came of the wish to have an image. */
public sealed interface ImageResult {
  record Present(Image image) implements ImageResult {}

  /**
   * The container waits.
   *
   * @param reason of the waiting state, such as {@code ImagePullBackOff}
   */
  record Absent(String reason, String message) implements ImageResult {}
}
