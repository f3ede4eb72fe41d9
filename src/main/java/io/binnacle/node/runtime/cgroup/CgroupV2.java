package io.binnacle.node.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Version 2: one directory a group, whose controllers its parents must hand down. */
record CgroupV2(Path mount) implements CgroupHierarchy {
  private static final List<String> CONTROLLERS = List.of("cpu", "memory", "pids", "cpuset", "io");
  private static final long MAX_WEIGHT = 10_000;

  @Override
  public void create(String group) throws IOException {
    Path directory = mount;
    for (String name : group.split("/")) {
      handDown(directory);
      directory = directory.resolve(name);
      Files.createDirectories(directory);
    }
    handDown(directory);
  }

  private static void handDown(Path directory) throws IOException {
    List<String> here =
        Arrays.asList(Files.readString(directory.resolve("cgroup.controllers")).trim().split(" "));
    Path file = directory.resolve("cgroup.subtree_control");
    List<String> given = Arrays.asList(Files.readString(file).trim().split(" "));
    for (String controller : CONTROLLERS) {
      if (here.contains(controller) && !given.contains(controller)) {
        CgroupFile.write(file, "+" + controller);
      }
    }
  }

  @Override
  public void limit(String group, CgroupLimits limits) throws IOException {
    Path directory = mount.resolve(group);
    weigh(group, limits.cpuShares());
    String quota = limits.cpuQuotaMicros() == 0 ? "max" : Long.toString(limits.cpuQuotaMicros());
    CgroupFile.write(directory.resolve("cpu.max"), quota + " " + limits.cpuPeriodMicros());
    CgroupFile.write(
        directory.resolve("memory.max"), limits.memoryBytes() == 0 ? "max" : limits.memoryBytes());
  }

  /** Shares of 2 to 262144 are weights of 1 to 10000. */
  @Override
  public void weigh(String group, long cpuShares) throws IOException {
    long weight =
        1
            + (cpuShares - CgroupLimits.MIN_SHARES)
                * (MAX_WEIGHT - 1)
                / (CgroupLimits.MAX_SHARES - CgroupLimits.MIN_SHARES);
    CgroupFile.write(mount.resolve(group).resolve("cpu.weight"), weight);
  }

  @Override
  public long shares(String group) throws IOException {
    long weight = CgroupFile.number(mount.resolve(group).resolve("cpu.weight"));
    return CgroupLimits.MIN_SHARES
        + (weight - 1) * (CgroupLimits.MAX_SHARES - CgroupLimits.MIN_SHARES) / (MAX_WEIGHT - 1);
  }

  @Override
  public CgroupUsage usage(String group) throws IOException {
    Path directory = mount.resolve(group);
    Path statistics = directory.resolve("memory.stat");
    long used = CgroupFile.number(directory.resolve("memory.current"));
    return new CgroupUsage(
        CgroupFile.field(directory.resolve("cpu.stat"), "usage_usec") * 1000,
        used,
        Math.max(0, used - CgroupFile.field(statistics, "inactive_file")),
        CgroupFile.field(statistics, "anon"));
  }

  @Override
  public List<Path> directories(String group) {
    Path directory = mount.resolve(group);
    return Files.isDirectory(directory) ? List.of(directory) : List.of();
  }

  @Override
  public Path listing(String group) {
    return mount.resolve(group);
  }
}
