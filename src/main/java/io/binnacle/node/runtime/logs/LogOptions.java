package io.binnacle.node.runtime.logs;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What of a log is wanted, in the terms of the API's PodLogOptions.
 *
 * @param follow whether to go on with what is written later
 * @param since only what was written then or later
 * @param tailLines only the last lines; with follow, those and all later ones
 * @param limitBytes the most bytes of output
 * @param timestamps whether each line starts with its time
 * @param streams which of the container's streams
 */
public record LogOptions(
    boolean follow,
    Optional<Instant> since,
    OptionalLong tailLines,
    OptionalLong limitBytes,
    boolean timestamps,
    Streams streams) {
  /** All of it, once. */
  public static final LogOptions EVERYTHING =
      new LogOptions(
          false, Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), false, Streams.ALL);

  /** The container's streams. */
  public enum Streams {
    ALL,
    STDOUT,
    STDERR
  }
}
