package io.binnacle.node.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes the kernel's small files. */
final class CgroupFile {
  private CgroupFile() {}

  static long number(Path file) throws IOException {
    return Long.parseUnsignedLong(Files.readString(file).trim());
  }

  /** A line of the form "name value"; 0 where there is none. */
  static long field(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name)
          && line.length() > name.length()
          && line.charAt(name.length()) == ' ') {
        return Long.parseUnsignedLong(line.substring(name.length() + 1).trim());
      }
    }
    return 0;
  }

  static void write(Path file, Object value) throws IOException {
    Files.writeString(file, value.toString());
  }
}
