package io.binnacle.node.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One version's files. Groups are named by their path from the root of the hierarchy, without a
 * slash in front.
 */
sealed interface CgroupHierarchy permits CgroupV1, CgroupV2 {
  /**
   * The one that is mounted, version 2 only where version 1 has no controller of processor time.
   */
  static CgroupHierarchy at(Path mount) throws IOException {
    if (Files.isDirectory(mount.resolve("cpu")) && Files.isDirectory(mount.resolve("memory"))) {
      return new CgroupV1(mount);
    }
    if (Files.exists(mount.resolve("cgroup.controllers"))) {
      return new CgroupV2(mount);
    }
    throw new IOException("no control groups are mounted at " + mount);
  }

  /** Makes a group; one that is there stays as it is. */
  void create(String group) throws IOException;

  void limit(String group, CgroupLimits limits) throws IOException;

  /** Sets the weight alone. */
  void weigh(String group, long cpuShares) throws IOException;

  /** The weight of a group, as shares. */
  long shares(String group) throws IOException;

  CgroupUsage usage(String group) throws IOException;

  /** Every directory that stands for a group, in each hierarchy. */
  List<Path> directories(String group) throws IOException;

  /** The directory in which groups are listed. */
  Path listing(String group);
}
