package io.binnacle.node.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is mounted, as the kernel tells this process. */
public final class MountTable {
  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  private MountTable() {}

  /** The mounts at and below a directory, the innermost first: in the order to unmount them. */
  public static List<Path> below(Path directory) throws IOException {
    // The kernel names mounts by their real places, whatever links lead there.
    Path real = Files.exists(directory) ? directory.toRealPath() : directory;
    try (Stream<String> lines = Files.lines(MOUNTS)) {
      return lines
          .map(line -> Path.of(unescaped(line.split(" ")[MOUNT_POINT])))
          .filter(mount -> mount.startsWith(real))
          .sorted(Comparator.comparing(Path::getNameCount).reversed())
          .toList();
    }
  }

  /** The kernel writes spaces and the like as three octal digits. */
  static String unescaped(String path) {
    return path.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
