package io.binnacle.node.runtime.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The control groups of this node's pods: {@code <name>/kubepods/<quality of service>/pod<uid>}. A
 * class's weight is the sum of its pods' weights, so that a pod gets its share of the processor
 * whatever the others' class; pods without requests share the least weight.
 *
 * <p>Where groups cannot be made, {@link #open} says why, and pods run without a group of their
 * own, in the runtime's default.
 */
public final class PodCgroups {
  private static final System.Logger LOGGER = System.getLogger(PodCgroups.class.getName());
  private static final String POD = "pod";

  private final CgroupHierarchy hierarchy;
  private final String pods;
  private final String top;
  private final ReentrantLock lock = new ReentrantLock();

  private PodCgroups(CgroupHierarchy hierarchy, String top) {
    this.hierarchy = hierarchy;
    this.top = top;
    this.pods = top + "/kubepods";
  }

  /** Whether pods can have groups. */
  public sealed interface Access {
    /** They can. */
    record Granted(PodCgroups cgroups) implements Access {}

    /** They cannot, and why. */
    record Denied(String reason) implements Access {}
  }

  /**
   * Makes the groups of the classes, which tells whether it may.
   *
   * @param mount where control groups are mounted, {@code /sys/fs/cgroup}
   * @param name of the topmost group, which tells this node from others on the machine; may have
   *     parents: {@code a/b}
   */
  public static Access open(Path mount, String name) {
    try {
      PodCgroups cgroups = new PodCgroups(CgroupHierarchy.at(mount), name);
      for (QosClass qos : QosClass.values()) {
        cgroups.hierarchy.create(cgroups.group(qos));
      }
      cgroups.hierarchy.weigh(cgroups.group(QosClass.BESTEFFORT), CgroupLimits.MIN_SHARES);
      return new Access.Granted(cgroups);
    } catch (IOException failed) {
      return new Access.Denied("pods have no control groups of their own: " + failed);
    }
  }

  private String group(QosClass qos) {
    return pods + "/" + qos.directory();
  }

  private String group(QosClass qos, String podUid) {
    return group(qos) + "/" + POD + podUid;
  }

  /** Makes a pod's group, or limits one anew; gives what the sandbox names as its parent. */
  public String create(QosClass qos, String podUid, CgroupLimits limits) throws IOException {
    lock.lock();
    try {
      String group = group(qos, podUid);
      hierarchy.create(group);
      hierarchy.limit(group, limits);
      weigh(qos);
      return "/" + group;
    } finally {
      lock.unlock();
    }
  }

  private void weigh(QosClass qos) throws IOException {
    if (qos == QosClass.BESTEFFORT) {
      return;
    }
    long sum = 0;
    for (String child : children(group(qos))) {
      sum += hierarchy.shares(group(qos) + "/" + child);
    }
    hierarchy.weigh(group(qos), Math.clamp(sum, CgroupLimits.MIN_SHARES, CgroupLimits.MAX_SHARES));
  }

  private List<String> children(String group) throws IOException {
    try (Stream<Path> entries = Files.list(hierarchy.listing(group))) {
      return entries
          .filter(Files::isDirectory)
          .map(entry -> entry.getFileName().toString())
          .toList();
    }
  }

  /** All pods that have a group, with their class. */
  public Map<String, QosClass> pods() throws IOException {
    Map<String, QosClass> found = new TreeMap<>();
    for (QosClass qos : QosClass.values()) {
      for (String child : children(group(qos))) {
        if (child.startsWith(POD)) {
          found.put(child.substring(POD.length()), qos);
        }
      }
    }
    return found;
  }

  /**
   * Removes a pod's group; what still runs in it is killed. False if something has not ended yet:
   * to be called again.
   */
  public boolean remove(QosClass qos, String podUid) throws IOException {
    lock.lock();
    try {
      boolean removed = remove(group(qos, podUid));
      weigh(qos);
      return removed;
    } finally {
      lock.unlock();
    }
  }

  /** Removes all groups, for the end of the node. False if something has not ended yet. */
  public boolean removeAll() throws IOException {
    lock.lock();
    try {
      return remove(top);
    } finally {
      lock.unlock();
    }
  }

  private boolean remove(String group) throws IOException {
    boolean removed = true;
    for (Path directory : hierarchy.directories(group)) {
      for (Path inner : innermostFirst(directory)) {
        kill(inner);
        removed &= removed(inner);
      }
    }
    return removed;
  }

  private static List<Path> innermostFirst(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
    }
  }

  private static boolean removed(Path directory) {
    try {
      // The files inside are the kernel's: a group without processes is deleted as it stands.
      Files.deleteIfExists(directory);
      return true;
    } catch (IOException busy) {
      LOGGER.log(System.Logger.Level.DEBUG, "The control group {0} is in use", directory);
      return false;
    }
  }

  private static void kill(Path directory) {
    for (long pid : processes(directory)) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static List<Long> processes(Path directory) {
    try {
      return Files.readAllLines(directory.resolve("cgroup.procs")).stream()
          .map(Long::valueOf)
          .toList();
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** What a pod uses; empty if it has no group. */
  public Optional<CgroupUsage> usage(QosClass qos, String podUid) {
    return usage(group(qos, podUid));
  }

  /** What a container of a pod uses; empty if it does not run. */
  public Optional<CgroupUsage> usage(QosClass qos, String podUid, String containerId) {
    return usage(group(qos, podUid) + "/" + containerId);
  }

  /** What all pods use. */
  public Optional<CgroupUsage> usageOfAllPods() {
    return usage(pods);
  }

  private Optional<CgroupUsage> usage(String group) {
    try {
      return Optional.of(hierarchy.usage(group));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** Some process of a pod, through which its network namespace can be looked at. */
  public OptionalLong process(QosClass qos, String podUid) throws IOException {
    List<Path> groups = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(hierarchy.listing(group(qos, podUid)), Files::isDirectory)) {
      entries.forEach(groups::add);
    }
    return groups.stream()
        .flatMap(group -> processes(group).stream())
        .mapToLong(Long::longValue)
        .findFirst();
  }
}
