package io.binnacle.node.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Version 1: a directory of each controller, in each of which a group has a directory. */
record CgroupV1(Path mount) implements CgroupHierarchy {
  /** Controllers that are limited or measured here; the runtime makes the groups of the others. */
  private static final List<String> CONTROLLERS = List.of("cpu", "cpuacct", "memory", "pids");

  @Override
  public void create(String group) throws IOException {
    for (String controller : CONTROLLERS) {
      Path root = mount.resolve(controller);
      if (Files.isDirectory(root)) {
        Files.createDirectories(root.resolve(group));
      }
    }
  }

  @Override
  public void limit(String group, CgroupLimits limits) throws IOException {
    Path cpu = mount.resolve("cpu").resolve(group);
    weigh(group, limits.cpuShares());
    Path quota = cpu.resolve("cpu.cfs_quota_us");
    // Kernels without bandwidth control have no such file.
    if (Files.exists(quota)) {
      CgroupFile.write(cpu.resolve("cpu.cfs_period_us"), limits.cpuPeriodMicros());
      CgroupFile.write(quota, limits.cpuQuotaMicros() == 0 ? -1 : limits.cpuQuotaMicros());
    }
    CgroupFile.write(
        mount.resolve("memory").resolve(group).resolve("memory.limit_in_bytes"),
        limits.memoryBytes() == 0 ? -1 : limits.memoryBytes());
  }

  @Override
  public void weigh(String group, long cpuShares) throws IOException {
    CgroupFile.write(mount.resolve("cpu").resolve(group).resolve("cpu.shares"), cpuShares);
  }

  @Override
  public long shares(String group) throws IOException {
    return CgroupFile.number(mount.resolve("cpu").resolve(group).resolve("cpu.shares"));
  }

  @Override
  public CgroupUsage usage(String group) throws IOException {
    Path memory = mount.resolve("memory").resolve(group);
    Path statistics = memory.resolve("memory.stat");
    long used = CgroupFile.number(memory.resolve("memory.usage_in_bytes"));
    long inactive = CgroupFile.field(statistics, "total_inactive_file");
    return new CgroupUsage(
        CgroupFile.number(mount.resolve("cpuacct").resolve(group).resolve("cpuacct.usage")),
        used,
        Math.max(0, used - inactive),
        CgroupFile.field(statistics, "total_rss"));
  }

  @Override
  public List<Path> directories(String group) throws IOException {
    try (Stream<Path> controllers = Files.list(mount)) {
      return controllers
          // Two names of one hierarchy, such as cpu and cpu,cpuacct, are links.
          .filter(controller -> !Files.isSymbolicLink(controller))
          .map(controller -> controller.resolve(group))
          .filter(Files::isDirectory)
          .toList();
    }
  }

  @Override
  public Path listing(String group) {
    return mount.resolve("cpu").resolve(group);
  }
}
