package io.binnacle.node.volume;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Mounts of the host that volumes need. */
public interface HostMounts {
  /** Whether the agent may mount. */
  boolean isPossible();

  /** Mounts a file system in memory, of at most this size; 0 for no bound. */
  void mountTmpfs(Path directory, long sizeBytes) throws IOException;

  /** Shows a file or directory at a second place, a file or directory as well. */
  void bind(Path source, Path place) throws IOException;

  void unmount(Path directory) throws IOException;

  /** Where something is mounted at or below the directory, the deepest first. */
  List<Path> below(Path directory) throws IOException;
}
