package io.binnacle.app.bootstrap;

import io.binnacle.configuration.ConfigurationException;
import io.binnacle.storage.postgres.DatabaseAddress;
import io.binnacle.storage.postgres.StoreBackup;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** {@code backup FILE} and {@code restore FILE}. */
final class BackupFiles {
  private final Path keyRing;
  private final Consumer<String> told;

  /**
   * @param keyRing what a backup is to be kept apart from, and cannot do without
   * @param told gets what the user shall read, a line a call
   */
  BackupFiles(Path keyRing, Consumer<String> told) {
    this.keyRing = keyRing;
    this.told = told;
  }

  /**
   * @throws ConfigurationException unless the arguments are one file
   */
  static Path file(String command, List<String> arguments) {
    if (arguments.size() != 1 || arguments.getFirst().isBlank()) {
      throw new ConfigurationException(List.of(command + " takes the name of one file"));
    }
    return Path.of(arguments.getFirst()).toAbsolutePath();
  }

  /** Writes a new file, which is there whole or not at all, for its owner alone. */
  void backup(Path file, DatabaseAddress database) throws IOException {
    if (Files.exists(file)) {
      throw new IOException(file + " exists already");
    }
    Path draft = PrivateFiles.draft(file);
    StoreBackup.Contents contents;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
      contents = new StoreBackup(database, Clock.systemUTC()).write(out);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    told.accept(
        file
            + " holds "
            + contents.objects()
            + " objects as of revision "
            + contents.revision()
            + ".");
    told.accept(
        "What is encrypted in it needs the keys of " + keyRing + ": keep a copy elsewhere.");
  }

  void restore(Path file, DatabaseAddress database) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      StoreBackup.Contents contents = new StoreBackup(database, Clock.systemUTC()).restore(in);
      told.accept(
          contents.objects()
              + " objects are as they were at revision "
              + contents.revision()
              + "; start the server.");
    }
  }
}
