package io.binnacle.app;

import io.binnacle.app.bootstrap.HostNames;
import io.binnacle.configuration.ClusterFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * How this server is named in Leases: by an id that its home keeps, not by process. A server that
 * died and is started again so takes its own Lease over at once, instead of waiting until it runs
 * out; no two live servers share a home. Host name and path would not do: they are the same on all
 * clones of a machine.
 */
final class LeaderIdentity {
  private final Path file;

  LeaderIdentity(ClusterFiles files) {
    this.file = files.serverId();
  }

  /** The host's name, for people, and the id of the home, which is made when it is first asked. */
  String name() {
    return HostNames.hostName() + "_" + id();
  }

  /** What tells this server from all others. */
  String id() {
    try {
      String kept = kept();
      return kept.isEmpty() ? make() : kept;
    } catch (IOException e) {
      throw new UncheckedIOException("the id of this server cannot be kept in " + file, e);
    }
  }

  private String kept() throws IOException {
    try {
      return Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private String make() throws IOException {
    String id = UUID.randomUUID().toString();
    try {
      Files.writeString(file, id + "\n", StandardOpenOption.CREATE_NEW);
      return id;
    } catch (FileAlreadyExistsException e) {
      // A machine that died while it was written left an empty file.
      String other = kept();
      if (other.isEmpty()) {
        Files.writeString(file, id + "\n");
        return id;
      }
      return other;
    }
  }
}
