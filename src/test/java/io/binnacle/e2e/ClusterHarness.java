package io.binnacle.e2e;

import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.testing.ApiHttp;
import io.binnacle.testing.FileTrees;
import io.binnacle.testing.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real cluster for tests: {@code ./binnacle up} in a new home and on free ports. Closing it runs
 * {@code ./binnacle down} and deletes the home; the end of the JVM closes it too.
 */
final class ClusterHarness implements AutoCloseable {
  /** The token of a user whom the policy file lets read pods and ConfigMaps. */
  static final String READER_TOKEN = "reader-token";

  /** The token of a user whom it lets write ConfigMaps and post bundles. */
  static final String WRITER_TOKEN = "writer-token";

  /** A port by which a forwarder brings clients. */
  static final int FORWARDED_PORT = 8443;

  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration COMMAND = Duration.ofMinutes(2);

  /** How long a silent node counts as alive. */
  static final Duration GRACE = Duration.ofSeconds(20);

  private final Map<String, String> settings;
  private final Path base;
  private final Path home;
  private final ClusterPort port;
  private final Path log;
  private final Thread atEnd = new Thread(this::stop, "binnacle-e2e-down");
  private @Nullable Process launcher;
  private boolean stopped;

  private ClusterHarness(Path base, Path home, ClusterPort port, Map<String, String> settings) {
    this.settings = settings;
    this.base = base;
    this.home = home;
    this.port = port;
    this.log = home.resolve("up.log");
  }

  /** Starts a cluster; returns when its server is ready. */
  static ClusterHarness start() {
    return start(Map.of());
  }

  /**
   * Starts a cluster with settings of its own.
   *
   * @param settings environment variables
   */
  static ClusterHarness start(Map<String, String> settings) {
    try {
      ClusterHarness cluster = prepare(settings);
      cluster.up();
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException("the cluster could not be started", e);
    }
  }

  /**
   * Starts another server of the same cluster: it has the first one's authority and network.
   *
   * @param settings must name the database that the first one has
   */
  static ClusterHarness startBeside(ClusterHarness first, Map<String, String> settings) {
    try {
      ClusterHarness cluster = prepare(settings);
      FileTrees.copy(first.home.resolve("pki"), cluster.home.resolve("pki"));
      Path network = new ClusterFiles(first.home).networkPlan();
      Files.copy(network, new ClusterFiles(cluster.home).networkPlan());
      cluster.up();
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException("the second server could not be started", e);
    }
  }

  private static ClusterHarness prepare(Map<String, String> settings) throws IOException {
    Path base =
        Path.of(System.getProperty("binnacle.basedir", System.getProperty("user.dir")))
            .toAbsolutePath();
    Path home = Scratch.directory("e2e-");
    ClusterHarness cluster = new ClusterHarness(base, home, ClusterPort.choose(), settings);
    Runtime.getRuntime().addShutdownHook(cluster.atEnd);
    cluster.writeFiles();
    markBuilt(base);
    return cluster;
  }

  private void writeFiles() throws IOException {
    Files.createDirectory(manifestFolder());
    Files.writeString(
        tokenFile(),
        """
        %s,reader,1001,"readers"
        %s,writer,1002
        """
            .formatted(READER_TOKEN, WRITER_TOKEN));
    Files.writeString(
        policyFile(),
        """
        {"user":"reader","resource":"pods","readonly":true}
        {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{\
        "user":"reader","namespace":"*","apiGroup":"","resource":"configmaps","readonly":true}}
        {"user":"writer","resource":"configmaps"}
        {"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{\
        "user":"writer","namespace":"*","apiGroup":"binnacle.io","resource":"bundles"}}
        """);
  }

  /**
   * Maven has built what the launcher runs; the launcher knows its own builds by a stamp. The stamp
   * gets the archive's time, so that a source changed since is still noticed. Clusters of tests
   * that run at the same time take turns: each would see that there is no stamp, and make it.
   */
  private static synchronized void markBuilt(Path base) throws IOException {
    Path archive = base.resolve("target/dist/binnacle.war");
    Path stamp = base.resolve("target/.built");
    if (!Files.exists(archive)) {
      return;
    }
    FileTime built = Files.getLastModifiedTime(archive);
    if (!Files.exists(stamp)) {
      Files.createFile(stamp);
      Files.setLastModifiedTime(stamp, built);
    } else if (Files.getLastModifiedTime(stamp).compareTo(built) < 0) {
      Files.setLastModifiedTime(stamp, built);
    }
  }

  /** Ends the server's process as a crash would. */
  void kill() {
    try {
      ProcessHandle.of(process()).ifPresent(ProcessHandle::destroyForcibly);
      Process running = launcher;
      if (running != null) {
        running.waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The server's process, by its number. */
  long process() {
    try {
      return Long.parseLong(Files.readString(home.resolve("run/server.pid")).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("the server's process is not known", e);
    }
  }

  /** Starts the server again after it was killed. */
  void restart() {
    try {
      Files.deleteIfExists(log);
      up();
    } catch (IOException e) {
      throw new UncheckedIOException("the server could not be started again", e);
    }
  }

  private void up() throws IOException {
    Process launcher = logged(launcher("up")).start();
    this.launcher = launcher;
    launcher.getOutputStream().close();
    Awaitility.await("the cluster's ready line")
        .atMost(START)
        .pollInterval(Duration.ofMillis(200))
        .conditionEvaluationListener(condition -> {
          if (!launcher.isAlive()) {
            throw new IllegalStateException("./binnacle up ended:\n" + output());
          }
        })
        .until(() -> output().lines().anyMatch(line -> line.startsWith("Binnacle is ready")));
  }

  private ProcessBuilder logged(ProcessBuilder builder) {
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  /**
   * Runs one of the launcher's commands on this cluster to its end.
   *
   * @param more environment variables of this command alone
   */
  Command.Result run(Map<String, String> more, String... command) {
    ProcessBuilder builder = launcher(command);
    builder.environment().putAll(more);
    return Command.run(builder, "", COMMAND);
  }

  private ProcessBuilder launcher(String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addFirst(base.resolve("binnacle").toString());
    ProcessBuilder builder = new ProcessBuilder(words).directory(base.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("BINNACLE_"));
    builder.environment().put("BINNACLE_TRAIN", "false");
    // Servers of tests run too briefly to gain from the optimizing compiler.
    builder.environment().put("BINNACLE_JVM_OPTIONS", "-XX:TieredStopAtLevel=1");
    builder.environment().put("BINNACLE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("BINNACLE_HOME", home.toString());
    builder.environment().put("BINNACLE_PORT", Integer.toString(port()));
    builder.environment().put("BINNACLE_AUTHENTICATION_TOKEN_FILE", tokenFile().toString());
    builder.environment().put("BINNACLE_AUTHORIZATION_POLICY_FILE", policyFile().toString());
    builder.environment().put("BINNACLE_NODE_MANIFEST_FOLDER", manifestFolder().toString());
    builder.environment().put("BINNACLE_NODE_FILE_CHECK_FREQUENCY", "1s");
    builder.environment().put("BINNACLE_NODE_LEASE_DURATION", "8s");
    builder
        .environment()
        .put(
            "BINNACLE_CONTROLLER_NODE_LIFECYCLE_NODE_MONITOR_GRACE_PERIOD",
            GRACE.toSeconds() + "s");
    builder
        .environment()
        .put("BINNACLE_SERVING_NAMES", secondNetwork() + ".1,lb.example.com:" + FORWARDED_PORT);
    builder.environment().putAll(settings);
    return builder;
  }

  private String output() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }

  /** The administrator's kubeconfig. */
  Path kubeconfig() {
    return home.resolve("admin.kubeconfig");
  }

  /** A directory of this run, for what clients keep. */
  Path home() {
    return home;
  }

  int port() {
    return port.number();
  }

  /** By which Leases name the server. */
  String serverId() {
    try {
      return Files.readString(new ClusterFiles(home).serverId()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("the server has no id yet", e);
    }
  }

  /** The checkout, where the launcher and the examples are. */
  Path base() {
    return base;
  }

  /** The first three numbers of the addresses by which a second node reaches this cluster. */
  String secondNetwork() {
    return "192.168." + (200 + port.index());
  }

  /** Where static pods of the node are described. */
  Path manifestFolder() {
    return home.resolve("manifests");
  }

  private Path tokenFile() {
    return home.resolve("tokens.csv");
  }

  private Path policyFile() {
    return home.resolve("policy.jsonl");
  }

  /** Requests with the administrator's client certificate. */
  ApiHttp admin() {
    return ApiHttp.of(KubeconfigLoader.load(kubeconfig()), Optional.empty());
  }

  /** Requests with a bearer token and no certificate. */
  ApiHttp withToken(String token) {
    return ApiHttp.of(ApiHttp.withoutCredentials(home, port()), Optional.of(token));
  }

  /** Requests without credentials. */
  ApiHttp anonymous() {
    return ApiHttp.of(ApiHttp.withoutCredentials(home, port()), Optional.empty());
  }

  /** Whether containers can be run: this user may make namespaces and mounts. */
  boolean isRoot() {
    try {
      return Files.getAttribute(home, "unix:uid").equals(0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell who runs this", e);
    }
  }

  /** The newest lines of the server's log, for a failure's message. */
  String recentLog() {
    try {
      List<String> lines = Files.readAllLines(home.resolve("logs/messages.log"));
      return lines.stream()
          .skip(Math.max(0, lines.size() - 40))
          .collect(Collectors.joining(System.lineSeparator()));
    } catch (IOException e) {
      return "the server's log cannot be read: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    if (Thread.currentThread() != atEnd) {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    }
    stop();
  }

  private synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    try {
      Process down = logged(launcher("down")).start();
      if (!down.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS)) {
        down.destroyForcibly();
        throw new IllegalStateException("./binnacle down did not end:\n" + output());
      }
      if (down.exitValue() != 0) {
        throw new IllegalStateException("./binnacle down failed:\n" + output());
      }
      List<String> left = NodeTraces.of(home);
      if (!left.isEmpty()) {
        throw new IllegalStateException("./binnacle down left " + left + "\n" + output());
      }
      FileTrees.delete(home);
      port.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the cluster could not be stopped", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
