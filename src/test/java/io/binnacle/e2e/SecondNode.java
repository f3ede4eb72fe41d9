package io.binnacle.e2e;

import io.binnacle.testing.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Another node of the cluster, on the same machine: {@code examples/second-node.sh} in a network
 * namespace of its own. Closing it takes everything away, whatever state it is in; the end of the
 * JVM does too.
 */
final class SecondNode implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration REMOVE = Duration.ofMinutes(2);

  private final ClusterHarness cluster;
  private final String name;
  private final Path home;
  private final Thread atEnd = new Thread(this::remove, "binnacle-e2e-second-node");
  private @Nullable Process launcher;
  private boolean removed;

  private SecondNode(ClusterHarness cluster) {
    this.cluster = cluster;
    this.name = "e2e" + cluster.port();
    this.home = cluster.home().resolveSibling(cluster.home().getFileName() + "-" + name);
  }

  /** Makes the namespace; nothing runs in it yet. */
  static SecondNode prepare(ClusterHarness cluster) {
    SecondNode node = new SecondNode(cluster);
    Runtime.getRuntime().addShutdownHook(node.atEnd);
    node.script("network");
    // The agent must see to it itself that its pods' packets are forwarded.
    node.inside("sysctl", "-w", "net.ipv4.ip_forward=0");
    return node;
  }

  String name() {
    return name;
  }

  Path home() {
    return home;
  }

  /** Starts the agent, for the first time or again; returns when it runs. */
  void start() {
    try {
      Files.createDirectories(home);
      Path log = home.resolve("up.log");
      Files.deleteIfExists(log);
      ProcessBuilder builder =
          new ProcessBuilder(command("join"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().keySet().removeIf(variable -> variable.startsWith("BINNACLE_"));
      builder.environment().putAll(environment());
      Process started = builder.start();
      started.getOutputStream().close();
      launcher = started;
      Awaitility.await("the second node's ready line")
          .atMost(START)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> {
            String output = Files.readString(log);
            if (!started.isAlive()) {
              throw new IllegalStateException("the second node ended:\n" + output);
            }
            return output.lines().anyMatch(line -> line.startsWith("Binnacle is ready"));
          });
    } catch (IOException e) {
      throw new UncheckedIOException("the second node could not be started", e);
    }
  }

  /** Kills the agent as a power cut would; its containers go on. */
  void kill() {
    try {
      long pid = Long.parseLong(Files.readString(home.resolve("run/server.pid")).strip());
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      if (launcher != null) {
        launcher.waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the second node's process is not known", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Runs a program in the node's network; it must succeed. Gives what it printed. */
  String inside(String... program) {
    List<String> command = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name));
    command.addAll(List.of(program));
    Command.Result result =
        Command.run(cluster.base(), Map.of(), command, "", Duration.ofSeconds(30));
    if (!result.succeeded()) {
      throw new AssertionError(result.toString());
    }
    return result.output();
  }

  private List<String> command(String what) {
    return List.of(cluster.base().resolve("examples/second-node.sh").toString(), what);
  }

  private Map<String, String> environment() {
    return Map.of(
        "BINNACLE_JAVA_HOME",
        System.getProperty("java.home"),
        "BINNACLE_HOME",
        cluster.home().toString(),
        "BINNACLE_PORT",
        Integer.toString(cluster.port()),
        "BINNACLE_TRAIN",
        "false",
        "BINNACLE_JVM_OPTIONS",
        "-XX:TieredStopAtLevel=1",
        "BINNACLE_NODE_LEASE_DURATION",
        "8s",
        "NODE_NAME",
        name,
        "NODE_NETWORK",
        cluster.secondNetwork());
  }

  private void script(String what) {
    Command.Result result = Command.run(cluster.base(), environment(), command(what), "", REMOVE);
    if (!result.succeeded()) {
      throw new IllegalStateException(result.toString());
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atEnd);
    remove();
  }

  private synchronized void remove() {
    if (removed) {
      return;
    }
    removed = true;
    script("remove");
    List<String> left = NodeTraces.of(home);
    if (!left.isEmpty()) {
      throw new IllegalStateException("the second node left " + left);
    }
    try {
      FileTrees.delete(home);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + home, e);
    }
  }
}
