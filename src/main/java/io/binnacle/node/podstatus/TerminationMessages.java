package io.binnacle.node.podstatus;

import io.binnacle.node.container.Labels;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.runtime.Container;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Why containers ended, in their own words: what they wrote to their message file, or logged last.
 */
public final class TerminationMessages {
  private static final System.Logger LOG = System.getLogger(TerminationMessages.class.getName());
  private static final int LONGEST_MESSAGE = 4096;
  private static final int LONGEST_LOG_TAIL = 2048;
  private static final int MOST_LOG_LINES = 80;
  private static final String FALLBACK_TO_LOGS = "FallbackToLogsOnError";

  private final PodDirectories directories;

  public TerminationMessages(PodDirectories directories) {
    this.directories = directories;
  }

  /** The message of a container that ended; the runtime's own where it left none. */
  public String of(Container container) {
    String uid = container.labels().getOrDefault(Labels.POD_UID, "");
    Path file = directories.terminationMessage(uid, container.name(), container.attempt());
    try {
      String own = Files.isRegularFile(file) ? tail(file, LONGEST_MESSAGE) : "";
      if (!own.isEmpty()) {
        return own;
      }
      boolean fallback =
          FALLBACK_TO_LOGS.equals(container.annotations().get(Labels.TERMINATION_MESSAGE_POLICY));
      if (fallback && container.exitCode() != 0 && !container.logPath().isEmpty()) {
        return lastLogged(Path.of(container.logPath()));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "no termination message of " + container.name(), e);
    }
    return container.message();
  }

  private static String lastLogged(Path log) throws IOException {
    if (!Files.isRegularFile(log)) {
      return "";
    }
    // A line of the log carries time, stream and tag in front of its text.
    List<String> lines = new ArrayList<>();
    for (String line : tail(log, LONGEST_LOG_TAIL * 2).split("\n")) {
      String[] parts = line.split(" ", 4);
      if (parts.length == 4) {
        lines.add(parts[3]);
      }
    }
    int from = Math.max(0, lines.size() - MOST_LOG_LINES);
    String text = String.join("\n", lines.subList(from, lines.size()));
    return text.length() <= LONGEST_LOG_TAIL
        ? text
        : text.substring(text.length() - LONGEST_LOG_TAIL);
  }

  private static String tail(Path file, int bytes) throws IOException {
    try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, input.length() - bytes);
      input.seek(from);
      byte[] buffer = new byte[(int) (input.length() - from)];
      int total = 0;
      int read = input.read(buffer);
      while (read > 0) {
        total += read;
        read = input.read(buffer, total, buffer.length - total);
      }
      return new String(Arrays.copyOf(buffer, total), StandardCharsets.UTF_8);
    }
  }
}
