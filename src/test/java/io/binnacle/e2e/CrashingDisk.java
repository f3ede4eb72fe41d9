package io.binnacle.e2e;

import io.binnacle.testing.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A file system whose power can be cut: what was written and not synced is lost, as it would be
 * with the machine's. It lies in a file, which has what the file system has handed to its device
 * and nothing of what the system still keeps for it; to cut the power is to go on with a copy of
 * that file. A killed process alone loses nothing, since what it wrote is the system's by then.
 *
 * <p>Needs root, ext4 and loop devices. For one thread.
 */
final class CrashingDisk implements AutoCloseable {
  private static final String SIZE = "3G";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final Path image;
  private final Path mountPoint;

  private CrashingDisk(Path image, Path mountPoint) {
    this.image = image;
    this.mountPoint = mountPoint;
  }

  /** Makes an empty one. */
  static CrashingDisk create() {
    try {
      Path folder = Files.createTempDirectory("crashing-disk-");
      Path image = folder.resolve("disk.img");
      Path mountPoint = folder.resolve("disk");
      Files.createDirectory(mountPoint);
      run("truncate", "--size=" + SIZE, image.toString());
      run("mkfs.ext4", "-q", "-F", image.toString());
      CrashingDisk disk = new CrashingDisk(image, mountPoint);
      disk.mount();
      return disk;
    } catch (IOException e) {
      throw new UncheckedIOException("no disk can be made", e);
    }
  }

  /** Where it is to be found. */
  Path path() {
    return mountPoint;
  }

  /** Everything that is written by now survives. */
  void sync() {
    run("sync", "--file-system", mountPoint.toString());
  }

  /** Loses what is not synced. Nobody may have a file of it open. */
  void cutPower() {
    Path left = image.resolveSibling("left.img");
    run("cp", "--sparse=always", image.toString(), left.toString());
    // Hands everything to the old file, which nobody looks at any more.
    unmount();
    try {
      Files.move(left, image, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("what is left cannot be kept", e);
    }
    mount();
  }

  private void mount() {
    run("mount", "-o", "loop", image.toString(), mountPoint.toString());
  }

  private void unmount() {
    run("umount", mountPoint.toString());
  }

  private static void run(String... command) {
    Command.Result result = Command.run(Path.of("/"), Map.of(), List.of(command), "", LIMIT);
    if (!result.succeeded()) {
      throw new IllegalStateException(result.toString());
    }
  }

  @Override
  public void close() {
    unmount();
    try {
      FileTrees.delete(image.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("the disk's file cannot be deleted", e);
    }
  }
}
