package io.binnacle.node.runtime;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A container as the runtime knows it. Times, exit code, reason and message are only filled by a
 * look at the single container.
 *
 * @param imageId digest reference of the image
 * @param reason such as {@code Completed}, {@code Error}, {@code OOMKilled}
 */
public record Container(
    String id,
    String sandboxId,
    String name,
    int attempt,
    State state,
    String image,
    String imageId,
    Optional<Instant> createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    int exitCode,
    String reason,
    String message,
    String logPath,
    Map<String, String> labels,
    Map<String, String> annotations) {

  /** The states of the CRI. */
  public enum State {
    CREATED,
    RUNNING,
    EXITED,
    UNKNOWN
  }
}
