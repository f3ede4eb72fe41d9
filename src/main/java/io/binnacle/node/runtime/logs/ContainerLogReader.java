package io.binnacle.node.runtime.logs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads a container's log for {@code kubectl logs}. Stateless: each call opens the file anew, goes
 * along when the file is rotated while it is followed, and gives up nothing that was written before
 * the container ended.
 */
public final class ContainerLogReader {
  private final LogWait wait;

  public ContainerLogReader(LogWait wait) {
    this.wait = wait;
  }

  /**
   * Writes a log to a stream, flushing whenever it has caught up. Without follow it ends at the end
   * of the file, else when the container has ended and all is written, when the limit is reached or
   * when the thread is interrupted.
   *
   * @param running whether more may be written; asked only when following
   * @throws NoSuchFileException if there is no such log
   * @throws IOException if the log cannot be read or nobody reads the output any more
   */
  public void read(Path log, LogOptions options, OutputStream output, BooleanSupplier running)
      throws IOException {
    LogOutput lines = new LogOutput(output, options);
    LogFile file = LogFile.open(log);
    try {
      if (options.tailLines().isPresent()) {
        file.seekTail(options.tailLines().getAsLong());
      }
      int idle = 0;
      boolean goesOn = options.follow();
      while (true) {
        boolean moved = copy(file, lines);
        if (lines.isFull() || !goesOn) {
          break;
        }
        if (file.isRotated()) {
          // What came between the last look and the rotation is still in the old file.
          copy(file, lines);
          file.close();
          file = LogFile.open(log);
          continue;
        }
        idle = moved ? 0 : idle + 1;
        output.flush();
        // Asked before the last look: what the container wrote before its end is not lost.
        goesOn = running.getAsBoolean() && await(idle);
      }
      output.flush();
    } finally {
      file.close();
    }
  }

  private boolean await(int idle) {
    try {
      wait.await(idle);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean copy(LogFile file, LogOutput output) throws IOException {
    boolean moved = false;
    while (!output.isFull()) {
      Optional<byte[]> line = file.nextLine();
      if (line.isEmpty()) {
        break;
      }
      moved = true;
      output.write(line.get());
    }
    return moved;
  }

  /** Writes the wanted entries. */
  private static final class LogOutput {
    private final OutputStream output;
    private final LogOptions options;
    private long room;
    private boolean atLineStart = true;
    private boolean sinceReached;

    LogOutput(OutputStream output, LogOptions options) {
      this.output = output;
      this.options = options;
      this.room = options.limitBytes().orElse(Long.MAX_VALUE);
      this.sinceReached = options.since().isEmpty();
    }

    boolean isFull() {
      return room <= 0;
    }

    void write(byte[] line) throws IOException {
      Optional<LogEntry> parsed = LogEntry.parse(line);
      if (parsed.isPresent() && isWanted(parsed.get())) {
        LogEntry entry = parsed.get();
        if (options.timestamps() && atLineStart) {
          byte[] time = (entry.time() + " ").getBytes(StandardCharsets.US_ASCII);
          put(time, 0, time.length);
        }
        put(line, entry.contentStart(), line.length - entry.contentStart());
        atLineStart = !entry.partial();
        if (atLineStart) {
          put(new byte[] {'\n'}, 0, 1);
        }
      }
    }

    private boolean isWanted(LogEntry entry) {
      if (!sinceReached) {
        // Entries are in the order of time, so that one comparison that fails ends them.
        sinceReached = options.since().map(since -> !entry.isBefore(since)).orElse(true);
      }
      return sinceReached
          && switch (options.streams()) {
            case ALL -> true;
            case STDOUT -> entry.stream().equals("stdout");
            case STDERR -> entry.stream().equals("stderr");
          };
    }

    private void put(byte[] bytes, int from, int count) throws IOException {
      int fits = (int) Math.min(room, count);
      output.write(bytes, from, fits);
      room -= fits;
    }
  }
}
