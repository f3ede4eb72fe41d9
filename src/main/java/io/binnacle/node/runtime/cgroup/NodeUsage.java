package io.binnacle.node.runtime.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the whole node uses, and what crosses network interfaces, as the kernel tells in /proc. */
public final class NodeUsage {
  /** The kernel shows times to programs in hundredths of a second, whatever it counts in. */
  private static final long TICK_NANOSECONDS = 10_000_000;

  private static final int KIBI = 1024;

  private final Path processes;

  /**
   * @param processes {@code /proc}, or a directory like it
   */
  public NodeUsage(Path processes) {
    this.processes = processes;
  }

  /**
   * Counters of one interface since it exists.
   *
   * @param name of the interface
   */
  public record Interface(
      String name, long receivedBytes, long receiveErrors, long sentBytes, long sendErrors) {}

  /** Processor and memory. */
  public CgroupUsage read() throws IOException {
    Path memory = processes.resolve("meminfo");
    long total = kibibytes(memory, "MemTotal:");
    return new CgroupUsage(
        processorTicks() * TICK_NANOSECONDS,
        total - kibibytes(memory, "MemFree:"),
        total - kibibytes(memory, "MemAvailable:"),
        kibibytes(memory, "AnonPages:"));
  }

  /** Physical memory. */
  public long memoryCapacity() throws IOException {
    return kibibytes(processes.resolve("meminfo"), "MemTotal:");
  }

  private static long kibibytes(Path file, String name) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).replace("kB", "").trim()) * KIBI;
      }
    }
    throw new IOException(file + " has no " + name);
  }

  private long processorTicks() throws IOException {
    String all = Files.readAllLines(processes.resolve("stat")).getFirst();
    String[] columns = all.trim().split("\\s+");
    long busy = 0;
    // user, nice, system, idle, iowait, irq, softirq, steal; guests are in user already.
    for (int column = 1; column <= 8; column++) {
      if (column != 4 && column != 5) {
        busy += Long.parseLong(columns[column]);
      }
    }
    return busy;
  }

  /** The interfaces that a process sees, without the loopback. */
  public List<Interface> interfaces(long pid) throws IOException {
    return interfaces(processes.resolve(Long.toString(pid)).resolve("net/dev"));
  }

  /** The interfaces of the node. */
  public List<Interface> interfaces() throws IOException {
    return interfaces(processes.resolve("self/net/dev"));
  }

  private static List<Interface> interfaces(Path file) throws IOException {
    List<Interface> interfaces = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        continue;
      }
      String name = line.substring(0, colon).trim();
      String[] columns = line.substring(colon + 1).trim().split("\\s+");
      if (!name.equals("lo")) {
        interfaces.add(
            new Interface(
                name,
                Long.parseLong(columns[0]),
                Long.parseLong(columns[2]),
                Long.parseLong(columns[8]),
                Long.parseLong(columns[10])));
      }
    }
    return List.copyOf(interfaces);
  }
}
