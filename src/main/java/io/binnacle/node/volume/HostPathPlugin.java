package io.binnacle.node.volume;

import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A path of the host, checked or made as its type asks. */
final class HostPathPlugin implements VolumePlugin {
  private static final int TYPE_MASK = 0170000;
  private static final int SOCKET = 0140000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int CHARACTER_DEVICE = 0020000;

  @Override
  public boolean supports(Volume volume) {
    return volume.getHostPath() != null;
  }

  @Override
  public Path setUp(VolumeContext context, Volume volume) throws IOException {
    return place(
        volume.getHostPath().getPath(),
        Objects.requireNonNullElse(volume.getHostPath().getType(), ""));
  }

  /** The path, which is as the type asks then. */
  static Path place(String hostPath, String type) throws IOException {
    Path path = Path.of(hostPath);
    switch (type) {
      case "DirectoryOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createDirectories(path);
        }
        check(Files.isDirectory(path), path, "a directory");
      }
      case "Directory" -> check(Files.isDirectory(path), path, "a directory");
      case "FileOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createFile(path);
        }
        check(Files.isRegularFile(path), path, "a file");
      }
      case "File" -> check(Files.isRegularFile(path), path, "a file");
      case "Socket" -> check(hasType(path, SOCKET), path, "a socket file");
      case "CharDevice" -> check(hasType(path, CHARACTER_DEVICE), path, "a character device");
      case "BlockDevice" -> check(hasType(path, BLOCK_DEVICE), path, "a block device");
      default -> {
        // The runtime makes a directory where a path of no type is missing; so does the agent.
        if (!Files.exists(path)) {
          Files.createDirectories(path);
        }
      }
    }
    return path;
  }

  private static boolean hasType(Path path, int type) throws IOException {
    return Files.exists(path)
        && ((Integer) Files.getAttribute(path, "unix:mode") & TYPE_MASK) == type;
  }

  private static void check(boolean holds, Path path, String what) {
    if (!holds) {
      throw new VolumeException("hostPath type check failed: " + path + " is not " + what);
    }
  }
}
