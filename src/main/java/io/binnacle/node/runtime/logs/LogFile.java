package io.binnacle.node.runtime.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open log file: lines from a position on, and the position of the last lines. */
final class LogFile implements AutoCloseable {
  private static final int BLOCK = 64 << 10;
  private static final int ENTRY_HEAD = 64;

  private final Path path;
  private final FileChannel channel;
  private final @Nullable Object identity;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).limit(0);
  private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();
  private long position;

  private LogFile(Path path, FileChannel channel, @Nullable Object identity) {
    this.path = path;
    this.channel = channel;
    this.identity = identity;
  }

  static LogFile open(Path path) throws IOException {
    Object identity = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return new LogFile(path, FileChannel.open(path), identity);
  }

  /** Whether the runtime writes to another file of this name by now. */
  boolean isRotated() throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return !Objects.equals(now.fileKey(), identity);
    } catch (NoSuchFileException moved) {
      // Between the renaming and the new file; the old one is read on.
      return false;
    }
  }

  /** The next whole line, without its end; empty if there is none yet. */
  Optional<byte[]> nextLine() throws IOException {
    do {
      int from = block.position();
      for (int at = from; at < block.limit(); at++) {
        if (block.get(at) == '\n') {
          unfinished.write(block.array(), from, at - from);
          block.position(at + 1);
          byte[] line = unfinished.toByteArray();
          unfinished.reset();
          return Optional.of(line);
        }
      }
      unfinished.write(block.array(), from, block.remaining());
    } while (fill());
    return Optional.empty();
  }

  private boolean fill() throws IOException {
    if (channel.size() < position) {
      // Cut by somebody else than the runtime: what is there now is all new.
      position = 0;
      unfinished.reset();
    }
    block.clear();
    int count = channel.read(block, position);
    block.flip();
    position += Math.max(0, count);
    return count > 0;
  }

  /** Goes to where the last so many lines of the container begin, reading from the end. */
  void seekTail(long lines) throws IOException {
    long start = channel.size();
    long wanted = lines;
    boolean last = true;
    while (start > 0) {
      long entry = lineStart(start);
      // Going backwards, an entry that ends a line begins the next line; so does the last entry,
      // whose line may not be ended yet.
      if (last || !isPartial(entry)) {
        if (wanted == 0) {
          break;
        }
        wanted--;
      }
      last = false;
      start = entry;
    }
    position = start;
    block.limit(0);
    unfinished.reset();
  }

  /** Where the line begins that ends right before a position. */
  private long lineStart(long end) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(4096, end));
    long upTo = end - 1;
    while (upTo > 0) {
      long from = Math.max(0, upTo - buffer.capacity());
      buffer.clear().limit((int) (upTo - from));
      readFully(buffer, from);
      for (int at = (int) (upTo - from) - 1; at >= 0; at--) {
        if (buffer.get(at) == '\n') {
          return from + at + 1;
        }
      }
      upTo = from;
    }
    return 0;
  }

  private boolean isPartial(long entry) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(ENTRY_HEAD);
    channel.read(head, entry);
    String text = new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
    String[] parts = text.split(" ", 4);
    return parts.length > 2 && parts[2].startsWith("P");
  }

  private void readFully(ByteBuffer buffer, long from) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("the log was cut while it was read");
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
