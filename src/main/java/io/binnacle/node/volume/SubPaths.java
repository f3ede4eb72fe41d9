package io.binnacle.node.volume;

import io.binnacle.node.environment.ContainerConfigException;
import io.binnacle.node.model.PodDirectories;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * The places of sub paths in volumes. A container that writes to a volume may put a link at any
 * time where a directory was, and whoever resolves the path then, such as the runtime, is led out
 * of the volume (CVE-2017-1002101, CVE-2021-25741). So the path is walked without following links,
 * what was found is bound to a place that containers do not see, and it is bound only if it is the
 * very file that the walk found. That place is what the runtime is given. Directories that are
 * missing are made on the walk itself, for the same reason.
 */
final class SubPaths {
  private final PodDirectories directories;
  private final HostMounts mounts;

  SubPaths(PodDirectories directories, HostMounts mounts) {
    this.directories = directories;
    this.mounts = mounts;
  }

  /** Which mount of which container a sub path is for. */
  record Use(String podUid, String containerName, int index) {}

  /**
   * The place of a sub path in a volume that only the agent writes to.
   *
   * @throws ContainerConfigException where it lies outside
   */
  static Path ofTrusted(Path volume, String subPath) throws IOException {
    Path root = volume.toRealPath();
    Path wanted = root.resolve(subPath).normalize();
    requireInside(wanted, root, subPath);
    requireInside(existing(wanted, root).toRealPath(), root, subPath);
    if (!Files.exists(wanted)) {
      Files.createDirectories(wanted);
    }
    Path real = wanted.toRealPath();
    requireInside(real, root, subPath);
    return real;
  }

  /**
   * The place of a sub path in a volume that containers write to: bound to a place of its own where
   * the agent may mount.
   *
   * @throws ContainerConfigException where it lies outside
   */
  Path ofWritable(Path volume, String subPath, Use use) throws IOException {
    Path root = volume.toRealPath();
    Path wanted = root.resolve(subPath).normalize();
    requireInside(wanted, root, subPath);
    Path existing = existing(wanted, root);
    Path real = existing.toRealPath().resolve(existing.relativize(wanted)).normalize();
    requireInside(real, root, subPath);
    BasicFileAttributes found = walk(root, root.relativize(real), subPath);
    return mounts.isPossible() ? bind(real, found, subPath, use) : real;
  }

  /** The path, or what of it is there. */
  private static Path existing(Path wanted, Path root) {
    Path existing = wanted;
    while (!Files.exists(existing)) {
      existing = Objects.requireNonNullElse(existing.getParent(), root);
    }
    return existing;
  }

  private static void requireInside(Path path, Path root, String subPath) {
    if (!path.startsWith(root)) {
      throw leaves(subPath);
    }
  }

  private static ContainerConfigException leaves(String subPath) {
    return new ContainerConfigException("subPath must not leave the volume: " + subPath);
  }

  /**
   * What lies at the path, which holds no links any more; directories that are missing are made.
   */
  private static BasicFileAttributes walk(Path root, Path relative, String subPath)
      throws IOException {
    if (relative.toString().isEmpty()) {
      return Files.readAttributes(root, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
    try (DirectoryStream<Path> opened = Files.newDirectoryStream(root)) {
      if (!(opened instanceof SecureDirectoryStream<Path> top)) {
        throw new IOException("the file system of " + root + " does not allow for sub paths");
      }
      return new SafeWalk(root, top).to(relative).orElseThrow(() -> leaves(subPath));
    }
  }

  private Path bind(Path source, BasicFileAttributes found, String subPath, Use use)
      throws IOException {
    Path place =
        directories
            .subPaths(use.podUid)
            .resolve(use.containerName)
            .resolve(Integer.toString(use.index));
    for (Path former : mounts.below(place)) {
      mounts.unmount(former);
    }
    Files.createDirectories(Objects.requireNonNull(place.getParent()));
    // A former run may have found a file where there is a directory now, or the reverse.
    Files.deleteIfExists(place);
    if (found.isDirectory()) {
      Files.createDirectory(place);
    } else {
      Files.createFile(place);
    }
    mounts.bind(source, place);
    Object bound =
        Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    if (bound == null || !bound.equals(found.fileKey())) {
      mounts.unmount(place);
      throw leaves(subPath);
    }
    return place;
  }
}
