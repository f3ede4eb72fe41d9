package io.binnacle.node.volume;

import java.nio.file.Path;
import java.util.List;

/** A host where nothing can be mounted. */
public final class NoMounts implements HostMounts {
  @Override
  public boolean isPossible() {
    return false;
  }

  @Override
  public void mountTmpfs(Path directory, long sizeBytes) {
    throw new IllegalStateException();
  }

  @Override
  public void bind(Path source, Path place) {
    throw new IllegalStateException();
  }

  @Override
  public void unmount(Path directory) {
    throw new IllegalStateException();
  }

  @Override
  public List<Path> below(Path directory) {
    return List.of();
  }
}
