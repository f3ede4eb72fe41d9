package io.binnacle.node.volume;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;
import java.util.Optional;

/**
 * Walks down a volume from one open directory to the next and never through a link, whatever
 * containers put in place of directories meanwhile.
 *
 * @param root the volume, at a path that containers cannot change
 * @param top the open volume
 */
record SafeWalk(Path root, SecureDirectoryStream<Path> top) {
  private static final String PREFIX = ".binnacle-";

  /**
   * What lies at the path; directories that are missing are made. Empty where a link lies on the
   * way.
   */
  Optional<BasicFileAttributes> to(Path relative) throws IOException {
    return to(top, relative);
  }

  private Optional<BasicFileAttributes> to(SecureDirectoryStream<Path> directory, Path relative)
      throws IOException {
    Path first = relative.getName(0);
    BasicFileAttributes found = attributes(directory, first);
    if (found.isSymbolicLink()) {
      return Optional.empty();
    }
    if (relative.getNameCount() == 1) {
      return Optional.of(found);
    }
    Path rest = relative.subpath(1, relative.getNameCount());
    try (SecureDirectoryStream<Path> next =
        directory.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
      return to(next, rest);
    }
  }

  private BasicFileAttributes attributes(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    BasicFileAttributeView view =
        directory.getFileAttributeView(
            name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    try {
      return view.readAttributes();
    } catch (NoSuchFileException e) {
      make(directory, name);
      return view.readAttributes();
    }
  }

  /**
   * A directory can only be made by its path, and a path can be led astray. So it is made at the
   * volume's root, with the root's permissions, and moved from open directory to open directory; a
   * link that somebody puts in its place is moved as a link, which the walk then finds.
   */
  private void make(SecureDirectoryStream<Path> directory, Path name) throws IOException {
    Path made = Objects.requireNonNull(Files.createTempDirectory(root, PREFIX).getFileName());
    try {
      top.getFileAttributeView(made, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setPermissions(Files.getPosixFilePermissions(root));
      top.move(made, directory, name);
    } catch (FileSystemException e) {
      top.deleteDirectory(made);
      throw e;
    }
  }
}
