package io.binnacle.configuration;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/**
 * A configuration file that is read again when it changes. {@link #value()} is for the way of every
 * request: it costs one clock reading, and one caller every few seconds looks at the file's
 * attributes. A version of the file that cannot be read or parsed is logged, and the last good one
 * stays in force. Safe for any thread.
 */
public final class ReloadingFile<T> {
  private static final System.Logger LOG = System.getLogger(ReloadingFile.class.getName());
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(3);

  private final Path path;
  private final BiFunction<Path, List<String>, T> parser;
  private final InstantSource clock;
  private final AtomicLong nextCheck;
  private volatile Loaded<T> loaded;

  private record Stamp(long modified, long size, Object key) {}

  private record Loaded<T>(Stamp stamp, T value) {}

  /**
   * Reads the file for the first time.
   *
   * @param parser makes the value of path and lines; throws ConfigurationException that names file
   *     and line
   * @throws ConfigurationException when the file cannot be read or parsed
   */
  public ReloadingFile(Path path, BiFunction<Path, List<String>, T> parser, InstantSource clock) {
    this.path = path;
    this.parser = parser;
    this.clock = clock;
    try {
      this.loaded = load(stamp());
    } catch (IOException e) {
      throw new ConfigurationException(List.of(path + ": cannot be read: " + e));
    }
    this.nextCheck = new AtomicLong(clock.millis() + CHECK_INTERVAL.toMillis());
  }

  /** What the file says now, or said a few seconds ago. */
  public T value() {
    long due = nextCheck.get();
    long now = clock.millis();
    if (now >= due && nextCheck.compareAndSet(due, now + CHECK_INTERVAL.toMillis())) {
      reloadIfChanged();
    }
    return loaded.value();
  }

  /** What the file says now: looks at its attributes on each call. */
  public T freshValue() {
    reloadIfChanged();
    return loaded.value();
  }

  private void reloadIfChanged() {
    try {
      Stamp stamp = stamp();
      if (!stamp.equals(loaded.stamp())) {
        loaded = load(stamp);
        LOG.log(Level.INFO, "Read {0} again: it has changed", path);
      }
    } catch (IOException | ConfigurationException e) {
      LOG.log(Level.ERROR, "Keeping the last good version of {0}: {1}", path, e.getMessage());
    }
  }

  private Stamp stamp() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    Object key = attributes.fileKey() == null ? "" : attributes.fileKey();
    return new Stamp(attributes.lastModifiedTime().toMillis(), attributes.size(), key);
  }

  private Loaded<T> load(Stamp stamp) throws IOException {
    return new Loaded<>(
        stamp, parser.apply(path, Files.readAllLines(path, StandardCharsets.UTF_8)));
  }
}
