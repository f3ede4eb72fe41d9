package io.binnacle.node.volume;

import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.security.SecurityContexts;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that lives as long as its pod; with the medium Memory, in memory. */
final class EmptyDirPlugin implements VolumePlugin {
  private static final int WORLD_WRITABLE = 0777;

  private final PodDirectories directories;
  private final HostMounts mounts;

  EmptyDirPlugin(PodDirectories directories, HostMounts mounts) {
    this.directories = directories;
    this.mounts = mounts;
  }

  @Override
  public boolean supports(Volume volume) {
    return volume.getEmptyDir() != null;
  }

  @Override
  public Path setUp(VolumeContext context, Volume volume) throws IOException {
    Path path = directories.volume(context.pod().uid(), "empty-dir", volume.getName());
    boolean inMemory = "Memory".equals(volume.getEmptyDir().getMedium());
    if (Files.isDirectory(path) && !(inMemory && isUnmounted(path))) {
      return path;
    }
    Files.createDirectories(path);
    if (inMemory && mounts.isPossible()) {
      io.fabric8.kubernetes.api.model.Quantity limit = volume.getEmptyDir().getSizeLimit();
      mounts.mountTmpfs(path, limit == null ? 0 : Quantity.parse(limit.toString()).value());
    }
    Files.setPosixFilePermissions(path, Ownership.ofMode(WORLD_WRITABLE));
    new Ownership(SecurityContexts.fsGroup(context.pod()), mounts.isPossible()).applyWritable(path);
    return path;
  }

  /** A restart of the host takes the content of memory along. */
  private boolean isUnmounted(Path path) throws IOException {
    return mounts.isPossible() && mounts.below(path).isEmpty();
  }
}
