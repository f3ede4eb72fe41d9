package io.binnacle.app.bootstrap;

import io.binnacle.node.files.FileTrees;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks PostgreSQL's programs from the class path, once for each build of them. */
final class PostgresBinaries {
  private static final List<String> ARCHIVES =
      List.of("/postgres-linux-x86_64.txz", "/postgres-linux-arm_64.txz");

  private final Path directory;

  private PostgresBinaries(Path directory) {
    this.directory = directory;
  }

  /** Finds or unpacks the programs under a directory. */
  static PostgresBinaries under(Path parent) throws IOException {
    URL archive = archive();
    Path directory = parent.resolve("programs-" + fingerprint(archive));
    if (!Files.isDirectory(directory)) {
      Path unpacking = parent.resolve("programs.unpacking");
      FileTrees.delete(unpacking);
      Files.createDirectories(unpacking);
      try (InputStream compressed = new BufferedInputStream(archive.openStream(), 1 << 16)) {
        unpack(compressed, unpacking);
      }
      // Complete or absent: an interrupted start must not leave half a program.
      Files.move(unpacking, directory, StandardCopyOption.ATOMIC_MOVE);
    }
    return new PostgresBinaries(directory);
  }

  String program(String name) {
    return directory.resolve("bin").resolve(name).toString();
  }

  private static URL archive() throws IOException {
    boolean arm = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT).contains("aarch64");
    String name = ARCHIVES.get(arm ? 1 : 0);
    URL archive = PostgresBinaries.class.getResource(name);
    if (archive == null) {
      throw new IOException(
          "no PostgreSQL for this platform ("
              + name
              + ") on the class path: set binnacle.store.url to use one of your own");
    }
    return archive;
  }

  /** What tells one build from another, without reading it. */
  private static String fingerprint(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    if (connection instanceof JarURLConnection jar) {
      jar.setUseCaches(false);
      String fingerprint = Long.toHexString(jar.getJarEntry().getCrc());
      jar.getJarFile().close();
      return fingerprint;
    }
    long length = connection.getContentLengthLong();
    connection.getInputStream().close();
    return Long.toHexString(length);
  }

  private static void unpack(InputStream compressed, Path into) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(compressed))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException("the archive leaves its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(target.getParent());
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
          boolean executable = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }
}
