package io.binnacle.node.runtime.containerd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Looks at the head of an executable. */
final class ElfFile {
  private static final int MAGIC = 0x464c457f;
  private static final int CLASS_64 = 2;
  private static final int INTERPRETER = 3;

  private ElfFile() {}

  /** Whether a 64-bit executable names no program interpreter, that is, loads no library. */
  static boolean isStatic(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer head = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(head, 0);
      head.flip();
      if (head.limit() < 64 || head.getInt(0) != MAGIC || head.get(4) != CLASS_64) {
        return false;
      }
      int start = Math.toIntExact(head.getLong(32));
      int size = Short.toUnsignedInt(head.getShort(54));
      int count = Short.toUnsignedInt(head.getShort(56));
      for (int at = start; at < start + size * count; at += size) {
        if (at + 4 > head.limit() || head.getInt(at) == INTERPRETER) {
          return false;
        }
      }
      return true;
    }
  }
}
