package io.binnacle.node.runtime.containerd;

import io.binnacle.node.files.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Finds out what this machine allows. */
final class MachineProbe {
  private static final int CAP_SYS_ADMIN = 21;
  private static final int CAP_NET_ADMIN = 12;
  private static final int CAP_SYS_RESOURCE = 24;
  private static final Duration MOUNT = Duration.ofSeconds(20);

  private final Commands commands;

  MachineProbe(Commands commands) {
    this.commands = commands;
  }

  /** Refuses where containers cannot be run at all. */
  void requirePrivileges() throws IOException, UnavailableException {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      throw new UnavailableException("containers need Linux");
    }
    long capabilities = capabilities();
    if (!has(capabilities, CAP_SYS_ADMIN) || !has(capabilities, CAP_NET_ADMIN)) {
      throw new UnavailableException(
          "containers need root (CAP_SYS_ADMIN and CAP_NET_ADMIN), and the server runs as "
              + System.getProperty("user.name")
              + "; start it as root or set binnacle.node.container-runtime-endpoint");
    }
    if (!Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))
        && !Files.isWritable(Path.of("/sys/fs/cgroup/memory"))) {
      throw new UnavailableException(
          "containers need cgroups, and none can be written to at /sys/fs/cgroup");
    }
  }

  /** Whether scores below the server's own cannot be set. */
  boolean restrictsOomScore() throws IOException {
    return !has(capabilities(), CAP_SYS_RESOURCE);
  }

  private static boolean has(long capabilities, int capability) {
    return (capabilities >>> capability & 1) == 1;
  }

  private static long capabilities() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("CapEff:")) {
        return Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).trim(), 16);
      }
    }
    return 0;
  }

  /**
   * The snapshotter for a directory: overlayfs where its filesystem can carry overlays, else
   * copies. The first answer is kept, since images and containers are lost with a change.
   */
  String snapshotter(Path directory) throws IOException {
    Path answer = directory.resolve("snapshotter");
    if (Files.exists(answer)) {
      return Files.readString(answer).trim();
    }
    String snapshotter = overlayWorks(directory) ? "overlayfs" : "native";
    Files.writeString(answer, snapshotter + "\n");
    return snapshotter;
  }

  private boolean overlayWorks(Path directory) throws IOException {
    Path probe = Files.createTempDirectory(directory, "overlay");
    try {
      for (String part : new String[] {"lower", "upper", "work", "merged"}) {
        Files.createDirectory(probe.resolve(part));
      }
      String options = "lowerdir=%1$s/lower,upperdir=%1$s/upper,workdir=%1$s/work".formatted(probe);
      String merged = probe.resolve("merged").toString();
      boolean mounted =
          commands
              .run(MOUNT, "mount", "-t", "overlay", "overlay", "-o", options, merged)
              .succeeded();
      return mounted && commands.run(MOUNT, "umount", merged).succeeded();
    } finally {
      FileTrees.delete(probe);
    }
  }
}
