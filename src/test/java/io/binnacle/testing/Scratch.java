package io.binnacle.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where tests put what goes with them: in memory where the machine has room for it, so that neither
 * the load of a disk that others use too, nor how full it is, decides over a test.
 */
public final class Scratch {
  private static final Path MEMORY = Path.of("/dev/shm");

  /** Of which all clusters of a whole run take about a third. */
  private static final long LEAST_FREE_BYTES = 8L << 30;

  private static final long KIB = 1024;

  private static final Path ROOT = isMemoryUsable() ? MEMORY : Path.of("/tmp");

  private Scratch() {}

  /**
   * A new, empty directory with a short path: those of Unix domain sockets may be 108 characters
   * long.
   */
  public static Path directory(String prefix) {
    try {
      return Files.createTempDirectory(ROOT, prefix);
    } catch (IOException e) {
      throw new UncheckedIOException("no directory can be made in " + ROOT, e);
    }
  }

  private static boolean isMemoryUsable() {
    try {
      return Files.isWritable(MEMORY)
          && Files.getFileStore(MEMORY).getUsableSpace() >= LEAST_FREE_BYTES
          && availableBytes() >= 2 * LEAST_FREE_BYTES
          && runsPrograms();
    } catch (IOException e) {
      return false;
    }
  }

  private static long availableBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
        .findFirst()
        .orElse(0);
  }

  /** Not where it is mounted so that nothing in it can be executed. */
  private static boolean runsPrograms() throws IOException {
    var attributes =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path program = Files.createTempFile(MEMORY, "binnacle", "", attributes);
    try {
      return Files.isExecutable(program);
    } finally {
      Files.delete(program);
    }
  }
}
