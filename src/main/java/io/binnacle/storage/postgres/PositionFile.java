package io.binnacle.storage.postgres;

import io.binnacle.storage.cacher.CommitLog.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;

/**
 * How far a server had followed the log when it last ran. A backup that is restored while all
 * servers are down leaves no other trace: the log looks whole, only shorter than it was, and would
 * give revisions out again that clients know as something else.
 */
final class PositionFile {
  private static final System.Logger LOGGER = System.getLogger(PositionFile.class.getName());

  private final Path file;

  PositionFile(Path file) {
    this.file = file;
  }

  /** Empty where no server has run, or what is there cannot be understood. */
  Optional<Position> read() {
    try {
      String[] words = Files.readString(file).strip().split(" ", -1);
      // Earlier versions kept no commit, nor does an epoch have one at its start.
      if (words.length == 2 || words.length == 3) {
        return Optional.of(
            new Position(
                UUID.fromString(words[0]),
                Long.parseLong(words[1]),
                words.length == 3 ? UUID.fromString(words[2]) : null));
      }
      LOGGER.log(System.Logger.Level.WARNING, "{0} is malformed and has no effect", file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOGGER.log(System.Logger.Level.WARNING, file + " cannot be read and has no effect", e);
    }
    return Optional.empty();
  }

  /** Replaces the file as a whole. */
  synchronized void write(Position position) {
    try {
      Path aside = file.resolveSibling(file.getFileName() + ".new");
      String commit = position.commit() == null ? "" : " " + position.commit();
      Files.writeString(aside, position.epoch() + " " + position.revision() + commit + "\n");
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("how far the log was followed cannot be kept in " + file, e);
    }
  }
}
