package io.binnacle.node.status;

import io.binnacle.node.runtime.cgroup.CgroupUsage;
import io.binnacle.node.runtime.cgroup.NodeUsage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the host says of itself. Reads the kernel's and the system's files anew at each call. */
public final class HostFacts {
  private static final int SMALL_FILE_BYTES = 64 * 1024;
  private final Path root;
  private final Path data;
  private final NodeUsage usage;

  /**
   * @param root of the host's files, {@code /}
   * @param data a directory on the filesystem that pods use
   */
  public HostFacts(Path root, Path data) {
    this.root = root;
    this.data = data;
    this.usage = new NodeUsage(root.resolve("proc"));
  }

  public int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  public long memoryBytes() throws IOException {
    return usage.memoryCapacity();
  }

  public long memoryAvailableBytes() throws IOException {
    CgroupUsage used = usage.read();
    return Math.max(0, usage.memoryCapacity() - used.workingSetBytes());
  }

  /** Bytes of the filesystem that pods use. */
  public long diskBytes() throws IOException {
    return store().getTotalSpace();
  }

  public long diskAvailableBytes() throws IOException {
    return store().getUsableSpace();
  }

  private FileStore store() throws IOException {
    Files.createDirectories(data);
    return Files.getFileStore(data);
  }

  public long processCount() {
    // running/all in the fourth column of loadavg
    String[] columns = text("proc/loadavg").split("[ /]");
    return columns.length > 4 ? Long.parseLong(columns[4]) : 0;
  }

  public long processLimit() {
    String limit = text("proc/sys/kernel/pid_max");
    return limit.isEmpty() ? Long.MAX_VALUE : Long.parseLong(limit);
  }

  /** Whether the kernel enforces AppArmor profiles. */
  public boolean hasAppArmor() {
    return text("sys/module/apparmor/parameters/enabled").startsWith("Y");
  }

  public String kernelVersion() {
    return text("proc/sys/kernel/osrelease");
  }

  public String bootId() {
    return text("proc/sys/kernel/random/boot_id");
  }

  public String machineId() {
    return text("etc/machine-id");
  }

  /** The firmware's id of the machine; the machine id where only root may read it. */
  public String systemUuid() {
    String uuid = text("sys/class/dmi/id/product_uuid");
    return uuid.isEmpty() ? machineId() : uuid;
  }

  public String osImage() {
    for (String line : text("etc/os-release").split("\n")) {
      if (line.startsWith("PRETTY_NAME=")) {
        return line.substring("PRETTY_NAME=".length()).replace("\"", "");
      }
    }
    return "Linux";
  }

  /** In Go's words, as Kubernetes has it. */
  public String architecture() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      case String other -> other;
    };
  }

  /** The address of the interface that leads out; any that is no loopback where none does. */
  public List<String> addresses() throws SocketException {
    String outward = defaultInterface();
    List<String> addresses = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(network.getInetAddresses())) {
        boolean usable =
            !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && address.getAddress().length == 4;
        if (usable) {
          (network.getName().equals(outward) ? addresses : others).add(address.getHostAddress());
        }
      }
    }
    if (addresses.isEmpty()) {
      addresses.addAll(others.isEmpty() ? List.of("127.0.0.1") : others.subList(0, 1));
    }
    return addresses.subList(0, 1);
  }

  private String defaultInterface() {
    for (String line : text("proc/net/route").split("\n")) {
      String[] columns = line.split("\t");
      if (columns.length > 1 && columns[1].equals("00000000")) {
        return columns[0];
      }
    }
    return "";
  }

  /** The text of a small file; empty where it cannot be read. */
  private String text(String path) {
    // In one read: the kernel gives a number of its own settings whole or not at all, and a reader
    // that begins with a
    // single byte, as those for whole files do where the size is 0, gets a single digit.
    try (InputStream in = Files.newInputStream(root.resolve(path))) {
      byte[] bytes = new byte[SMALL_FILE_BYTES];
      int length = in.read(bytes);
      return length < 0 ? "" : new String(bytes, 0, length, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
