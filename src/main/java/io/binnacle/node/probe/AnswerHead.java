package io.binnacle.node.probe;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines before the body of an HTTP answer. It is read no further than any server needs to
 * write: what a container sends without end must not fill the memory of the node agent.
 */
final class AnswerHead {
  private static final int MOST_BYTES = 64 << 10;

  private final InputStream in;
  private int left = MOST_BYTES;

  AnswerHead(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /**
   * The next line without its end; null where the answer ends.
   *
   * @throws IOException where the head is too long, or cannot be read
   */
  @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int next = next();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      line.append((char) next);
      next = next();
    }
    int length = line.length();
    return length > 0 && line.charAt(length - 1) == '\r'
        ? line.substring(0, length - 1)
        : line.toString();
  }

  private int next() throws IOException {
    if (left-- == 0) {
      throw new IOException("the head of the answer exceeds " + MOST_BYTES + " bytes");
    }
    return in.read();
  }
}
