package io.binnacle.node.volume;

import io.binnacle.node.files.FileTrees;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Changes all files of a volume at once. The files lie in a directory of their own, to which the
 * link {@code ..data} leads; what containers see are links through {@code ..data}. A change writes
 * a new directory and then renames a new link over the old one, so a reader sees all old or all new
 * files.
 */
final class AtomicWriter {
  private static final String DATA = "..data";
  private static final String NEW_DATA = "..data_tmp";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("'..'yyyy_MM_dd_HH_mm_ss.nnnnnnnnn").withZone(ZoneOffset.UTC);

  private final Clock clock;

  AtomicWriter(Clock clock) {
    this.clock = clock;
  }

  /** Whether the volume has been written before. */
  static boolean isWritten(Path target) {
    return Files.exists(target.resolve(DATA));
  }

  /**
   * Makes the directory hold exactly these files (paths relative to it). Gives whether anything
   * changed.
   */
  boolean write(Path target, Map<String, FileProjection> files, Ownership ownership)
      throws IOException {
    Files.createDirectories(target);
    Path data = target.resolve(DATA);
    if (Files.exists(data) && isCurrent(data, files)) {
      return false;
    }
    Path directory = uniqueDirectory(target);
    for (Map.Entry<String, FileProjection> file : new TreeMap<>(files).entrySet()) {
      Path path = directory.resolve(file.getKey()).normalize();
      if (!path.startsWith(directory)) {
        throw new VolumeException("invalid path " + file.getKey());
      }
      writeFile(path, file.getValue(), ownership);
    }
    ownership.apply(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path old = Files.isSymbolicLink(data) ? data.toRealPath() : null;
    Path newData = target.resolve(NEW_DATA);
    Files.deleteIfExists(newData);
    Files.createSymbolicLink(newData, directory.getFileName());
    Files.move(newData, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    linkVisible(target, files.keySet());
    if (old != null) {
      FileTrees.delete(old);
    }
    return true;
  }

  private Path uniqueDirectory(Path target) throws IOException {
    Path directory = target.resolve(STAMP.format(clock.instant()));
    for (int i = 1; Files.exists(directory, LinkOption.NOFOLLOW_LINKS); i++) {
      directory = target.resolve(STAMP.format(clock.instant()) + "_" + i);
    }
    return Files.createDirectory(directory);
  }

  private static void writeFile(Path path, FileProjection file, Ownership ownership)
      throws IOException {
    Files.createDirectories(path.getParent());
    Files.createFile(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(path, file.content());
    Files.setPosixFilePermissions(path, ownership.permissions(file.mode()));
    ownership.apply(path);
  }

  private static boolean isCurrent(Path data, Map<String, FileProjection> files)
      throws IOException {
    Path directory = data.toRealPath();
    Set<String> present = new HashSet<>();
    try (var walk = Files.walk(directory)) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        present.add(directory.relativize(path).toString());
      }
    }
    if (!present.equals(files.keySet())) {
      return false;
    }
    for (Map.Entry<String, FileProjection> file : files.entrySet()) {
      byte[] content = Files.readAllBytes(directory.resolve(file.getKey()));
      if (!Arrays.equals(content, file.getValue().content())) {
        return false;
      }
    }
    return true;
  }

  /** Links the first part of each path, and drops links to what is gone. */
  private static void linkVisible(Path target, Set<String> paths) throws IOException {
    Set<String> visible = new HashSet<>();
    for (String path : paths) {
      visible.add(Path.of(path).getName(0).toString());
    }
    for (String name : visible) {
      Path link = target.resolve(name);
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of(DATA, name));
      }
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (!name.startsWith("..") && !visible.contains(name)) {
          Files.delete(entry);
        }
      }
    }
  }
}
