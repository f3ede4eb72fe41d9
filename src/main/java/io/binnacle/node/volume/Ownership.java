package io.binnacle.node.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Who owns the files of a volume. With an fsGroup, that group owns and may read them.
 *
 * @param root whether the agent may give files away
 */
record Ownership(OptionalLong fsGroup, boolean root) {
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

  /** Makes the group own a directory that containers write to, and all that it comes to hold. */
  void applyWritable(Path directory) throws IOException {
    if (root && fsGroup.isPresent()) {
      apply(directory);
      Files.setAttribute(directory, "unix:mode", 02777);
    }
  }
}
