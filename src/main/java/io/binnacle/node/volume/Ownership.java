package io.binnacle.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who owns the files of a volume. With an fsGroup, that group owns and may read them.
 *
 * @param root whether the agent may give files away
 */
record Ownership(OptionalLong fsGroup, boolean root) {
  private static final String MODE = "unix:mode";
  private static final int ALL_BITS = 07777;
  private static final int GROUP_FILE = 0660;
  private static final int GROUP_DIRECTORY = 02770;

  private static final PosixFilePermission[] BITS = {
    PosixFilePermission.OTHERS_EXECUTE,
    PosixFilePermission.OTHERS_WRITE,
    PosixFilePermission.OTHERS_READ,
    PosixFilePermission.GROUP_EXECUTE,
    PosixFilePermission.GROUP_WRITE,
    PosixFilePermission.GROUP_READ,
    PosixFilePermission.OWNER_EXECUTE,
    PosixFilePermission.OWNER_WRITE,
    PosixFilePermission.OWNER_READ
  };

  /** The permissions of a file with the mode: what the owner may read, the fsGroup may read. */
  Set<PosixFilePermission> permissions(int mode) {
    int effective = fsGroup.isPresent() ? mode | (mode & 0400) >> 3 : mode;
    return ofMode(effective);
  }

  static Set<PosixFilePermission> ofMode(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (int i = 0; i < BITS.length; i++) {
      if ((mode & 1 << i) != 0) {
        permissions.add(BITS[i]);
      }
    }
    return permissions;
  }

  void apply(Path path) throws IOException {
    if (root && fsGroup.isPresent()) {
      Files.setAttribute(path, "unix:gid", (int) fsGroup.getAsLong(), LinkOption.NOFOLLOW_LINKS);
    }
  }

  /**
   * Makes the group own and write all that a volume holds, of which the agent is not the only
   * writer.
   *
   * @param onMismatch only where the volume's root is not the group's already (KEP-695)
   */
  void applyToTree(Path volume, boolean onMismatch) throws IOException {
    if (!root || fsGroup.isEmpty() || onMismatch && isApplied(volume)) {
      return;
    }
    try (Stream<Path> all = Files.walk(volume)) {
      for (Path path : all.toList()) {
        if (!Files.isSymbolicLink(path)) {
          apply(path);
          int mode = (Integer) Files.getAttribute(path, MODE, LinkOption.NOFOLLOW_LINKS);
          int added = Files.isDirectory(path) ? GROUP_DIRECTORY : GROUP_FILE;
          Files.setAttribute(path, MODE, mode & ALL_BITS | added);
        }
      }
    }
  }

  private boolean isApplied(Path volume) throws IOException {
    int mode = (Integer) Files.getAttribute(volume, MODE);
    int group = (Integer) Files.getAttribute(volume, "unix:gid");
    return group == fsGroup.orElse(-1) && (mode & GROUP_DIRECTORY) == GROUP_DIRECTORY;
  }

  /** Makes the group own a directory that containers write to, and all that it comes to hold. */
  void applyWritable(Path directory) throws IOException {
    if (root && fsGroup.isPresent()) {
      apply(directory);
      Files.setAttribute(directory, MODE, 02777);
    }
  }
}
