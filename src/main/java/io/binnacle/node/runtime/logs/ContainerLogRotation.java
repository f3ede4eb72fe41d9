package io.binnacle.node.runtime.logs;

import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Keeps logs from filling the disk: a log that is too long is moved aside and the runtime told to
 * begin a new one; only so many old ones are kept. Called now and then for each running container,
 * by one thread.
 */
public final class ContainerLogRotation {
  private static final DateTimeFormatter SUFFIX =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final ContainerRuntime runtime;
  private final Clock clock;
  private final long maxBytes;
  private final int maxFiles;

  /**
   * @param maxFiles of a container, the current one included
   */
  public ContainerLogRotation(ContainerRuntime runtime, Clock clock, long maxBytes, int maxFiles) {
    this.runtime = runtime;
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
  }

  /**
   * Rotates a running container's log if it is too long; true if it was.
   *
   * @throws ContainerRuntimeException if the runtime did not begin a new file; the log is then as
   *     before
   */
  public boolean rotate(String containerId, Path log) throws IOException {
    if (!Files.exists(log) || Files.size(log) <= maxBytes) {
      return false;
    }
    Path old = log.resolveSibling(log.getFileName() + "." + SUFFIX.format(clock.instant()));
    Files.move(log, old, StandardCopyOption.ATOMIC_MOVE);
    try {
      runtime.reopenContainerLog(containerId);
    } catch (ContainerRuntimeException refused) {
      Files.move(old, log, StandardCopyOption.ATOMIC_MOVE);
      throw refused;
    }
    deleteOldest(log);
    return true;
  }

  private void deleteOldest(Path log) throws IOException {
    List<Path> old = new ArrayList<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(log.toAbsolutePath().getParent(), file -> isRotated(log, file))) {
      files.forEach(old::add);
    }
    Collections.sort(old);
    for (Path file : old.subList(0, Math.max(0, old.size() - (maxFiles - 1)))) {
      Files.deleteIfExists(file);
    }
  }

  private static boolean isRotated(Path log, Path file) {
    return file.getFileName().toString().startsWith(log.getFileName() + ".");
  }
}
