package io.binnacle.node.runtime.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * One line of a log file: {@code <time> <stream> <tag> <content>}. A long line of the container is
 * several entries, of which all but the last are partial.
 *
 * @param line the bytes of the entry without its end
 * @param contentStart where the content begins
 */
record LogEntry(byte[] line, String time, String stream, boolean partial, int contentStart) {
  /** Reads an entry; empty if the line has not this form, such as after a crash of the machine. */
  static Optional<LogEntry> parse(byte[] line) {
    int time = space(line, 0);
    int stream = time < 0 ? -1 : space(line, time + 1);
    int tags = stream < 0 ? -1 : space(line, stream + 1);
    if (tags < 0) {
      return Optional.empty();
    }
    // There may be more tags, with colons between them; the first says whether the line goes on.
    char tag = (char) line[stream + 1];
    if (tag != 'P' && tag != 'F') {
      return Optional.empty();
    }
    return Optional.of(
        new LogEntry(
            line, text(line, 0, time), text(line, time + 1, stream), tag == 'P', tags + 1));
  }

  private static int space(byte[] line, int from) {
    for (int at = from; at < line.length; at++) {
      if (line[at] == ' ') {
        return at;
      }
    }
    return -1;
  }

  private static String text(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.US_ASCII);
  }

  boolean isBefore(Instant instant) {
    try {
      return java.time.OffsetDateTime.parse(time).toInstant().isBefore(instant);
    } catch (DateTimeParseException unknown) {
      // An entry without a time is shown rather than lost.
      return false;
    }
  }
}
