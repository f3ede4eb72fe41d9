package io.binnacle.node.image;

import io.binnacle.node.configuration.RetentionConfiguration;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.Image;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes images that no container has, those first that were not used for longest: when their disk
 * is full beyond the high threshold, down to the low one, and when an image was unused for too
 * long. What it knows of their use begins with the agent. Built-in images stay: sandboxes need
 * them. Not safe for several threads.
 */
public final class ImageGarbageCollector {
  private static final System.Logger LOG = System.getLogger(ImageGarbageCollector.class.getName());
  private static final long PERCENT = 100;

  /** Room on the filesystem of the images. */
  public record Disk(long capacityBytes, long availableBytes) {}

  /** Looks at the filesystem of the images. */
  @FunctionalInterface
  public interface DiskProbe {
    Disk measure() throws IOException;
  }

  private record Use(Instant found, Instant last) {}

  private final ContainerRuntime runtime;
  private final RetentionConfiguration retention;
  private final DiskProbe disk;
  private final Clock clock;
  private final Map<String, Use> uses = new HashMap<>();

  public ImageGarbageCollector(
      ContainerRuntime runtime, RetentionConfiguration retention, DiskProbe disk, Clock clock) {
    this.runtime = runtime;
    this.retention = retention;
    this.disk = disk;
    this.clock = clock;
  }

  /**
   * Looks, and removes what must go.
   *
   * @throws ContainerRuntimeException where the runtime does not say what it has
   */
  public void collect() throws IOException {
    Instant now = clock.instant();
    List<Image> unused = unused(now);
    unused = removeOld(unused, now);
    Disk measured = disk.measure();
    if (measured.capacityBytes() <= 0) {
      return;
    }
    long used = measured.capacityBytes() - measured.availableBytes();
    if (used * PERCENT < measured.capacityBytes() * retention.imageGcHighThresholdPercent()) {
      return;
    }
    long target = measured.capacityBytes() / PERCENT * retention.imageGcLowThresholdPercent();
    long freed = free(used - target, unused, now);
    if (freed < used - target) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The disk of the images is full by {0}%: {1} bytes should go, but only {2} bytes of"
              + " images were unused",
          used * PERCENT / measured.capacityBytes(),
          used - target,
          freed);
    }
  }

  /** The images that no container has, the one that was not used for longest first. */
  private List<Image> unused(Instant now) {
    Set<String> needed = new HashSet<>();
    for (Container container : runtime.listContainers()) {
      needed.add(container.imageId());
      needed.add(container.image());
      needed.add(ImageReference.normalize(container.image()));
    }
    List<Image> unused = new ArrayList<>();
    Set<String> present = new HashSet<>();
    for (Image image : runtime.listImages()) {
      present.add(image.id());
      Use use = uses.getOrDefault(image.id(), new Use(now, now));
      List<String> names = names(image);
      boolean isUsed = names.stream().anyMatch(needed::contains);
      uses.put(image.id(), isUsed ? new Use(use.found(), now) : use);
      if (!isUsed && names.stream().noneMatch(ImageReference::isBuiltIn)) {
        unused.add(image);
      }
    }
    uses.keySet().retainAll(present);
    unused.sort(Comparator.comparing(image -> use(image, now).last()));
    return unused;
  }

  private Use use(Image image, Instant now) {
    return uses.getOrDefault(image.id(), new Use(now, now));
  }

  private static List<String> names(Image image) {
    List<String> names = new ArrayList<>(image.tags());
    names.addAll(image.digests());
    names.add(image.id());
    return names;
  }

  /** Removes what was unused for too long; gives the rest. */
  private List<Image> removeOld(List<Image> unused, Instant now) {
    Duration oldest = retention.imageMaximumGcAge();
    if (oldest.isZero()) {
      return unused;
    }
    List<Image> rest = new ArrayList<>();
    for (Image image : unused) {
      boolean old = use(image, now).last().isBefore(now.minus(oldest));
      if (!old || !remove(image)) {
        rest.add(image);
      }
    }
    return rest;
  }

  private long free(long bytes, List<Image> unused, Instant now) {
    long freed = 0;
    for (Image image : unused) {
      if (freed >= bytes) {
        break;
      }
      boolean young = use(image, now).found().isAfter(now.minus(retention.imageMinimumGcAge()));
      if (!young && remove(image)) {
        freed += image.sizeBytes();
      }
    }
    return freed;
  }

  private boolean remove(Image image) {
    try {
      runtime.removeImage(image.id());
      uses.remove(image.id());
      LOG.log(System.Logger.Level.INFO, "removed the unused image {0}", names(image).getFirst());
      return true;
    } catch (ContainerRuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the image {0} cannot be removed: {1}",
          image.id(),
          e.getMessage());
      return false;
    }
  }
}
