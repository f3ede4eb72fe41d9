package io.binnacle.app.bootstrap;

import io.binnacle.configuration.ClusterFiles;
import io.binnacle.configuration.ConfigurationException;
import io.binnacle.node.runtime.containerd.ContainerdSettings;
import io.binnacle.node.runtime.containerd.PrivateContainerd;
import io.binnacle.storage.StoreException;
import io.binnacle.storage.encryption.EncryptionConfiguration;
import io.binnacle.storage.postgres.DatabaseAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * What the launcher runs before and after the server: {@code prepare} makes the PKI, starts the
 * database and lays the server's directory out; {@code fetch-runtime} fetches what a new node runs
 * containers with; {@code stop-store} ends the database; {@code down} ends containers too; {@code
 * join-token} prints what another machine joins with; {@code rotate-keys} encrypts with a new key;
 * {@code backup} and {@code restore} keep and bring back what the database holds.
 */
public final class Bootstrap {
  private static final int USUAL_API_PORT = 6443;
  private static final int USUAL_AGENT_PORT = 10250;

  private final Map<String, String> environment;
  private final ClusterFiles files;

  private Bootstrap(Map<String, String> environment) {
    this.environment = environment;
    this.files = new ClusterFiles(Path.of(setting("BINNACLE_HOME", "")).toAbsolutePath());
  }

  /** Ends with status 1 and a line on standard error when something is wrong. */
  public static void main(String[] arguments) {
    // Of what the database's libraries tell on their way, users need to know what goes wrong alone.
    Logger.getLogger("").setLevel(Level.WARNING);
    try {
      List<String> words = List.of(arguments);
      new Bootstrap(System.getenv())
          .run(
              words.isEmpty() ? "" : words.getFirst(),
              words.isEmpty() ? words : words.subList(1, words.size()));
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> System.err.println("binnacle: " + problem));
      System.exit(1);
    } catch (IOException | StoreException e) {
      System.err.println("binnacle: " + e.getMessage());
      System.exit(1);
    }
  }

  private void run(String command, List<String> arguments) throws IOException {
    switch (command) {
      case "prepare" -> prepare();
      case "fetch-runtime" -> fetchRuntime();
      case "stop-store" -> stopStore();
      case "down" -> down();
      case "join-token" -> System.out.println(Files.readString(files.joinToken()).strip());
      case "rotate-keys" -> rotateKeys(arguments);
      case "backup" -> {
        Path file = BackupFiles.file(command, arguments);
        withDatabase(database -> backupFiles().backup(file, database));
      }
      case "restore" -> {
        Path file = BackupFiles.file(command, arguments);
        withDatabase(database -> backupFiles().restore(file, database));
      }
      default ->
          throw new ConfigurationException(List.of("unknown bootstrap command '" + command + "'"));
    }
  }

  private String setting(String name, String otherwise) {
    String value = environment.get(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  private Optional<String> optional(String name) {
    return Optional.of(setting(name, "")).filter(value -> !value.isEmpty());
  }

  private List<String> roles() {
    return Arrays.asList(setting("BINNACLE_ROLES", "control-plane,node").split("\\s*,\\s*"));
  }

  private int port() {
    String text = setting("BINNACLE_PORT", "6443");
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port < 65536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new ConfigurationException(
        List.of("BINNACLE_PORT: must be a port number, not '" + text + "'"));
  }

  private String bindAddress() {
    return setting("BINNACLE_BIND_ADDRESS", "*");
  }

  private void prepare() throws IOException {
    PrivateFiles.directory(files.home());
    Pki pki = new Pki(files, Clock.systemUTC(), new SecureRandom());
    boolean controlPlane = roles().contains("control-plane");
    Properties server = new Properties();
    if (controlPlane) {
      Optional<String> unreachable = new ListeningAddress(bindAddress(), port()).problem();
      if (unreachable.isPresent()) {
        throw new ConfigurationException(List.of(unreachable.get()));
      }
      PrivateFiles.directory(files.pki());
      encryptionKeys().ensure();
      NetworkPlan network =
          NetworkPlan.of(
              files.networkPlan(),
              Path.of("/proc/net/route"),
              optional("BINNACLE_SERVICE_SERVICE_CIDR"));
      Pki.Cluster cluster = new Pki.Cluster(port(), network.apiServiceIp(), servingNames().names());
      pki.ensureControlPlane(cluster);
      if (roles().contains("node")) {
        pki.ensureLocalNode(cluster, nodeName());
      }
      database(server);
      clusterSettings(server, network);
    } else {
      join();
    }
    server.setProperty("binnacle.home", files.home().toString());
    server.setProperty("binnacle.node.name", nodeName());
    writeServer(server, controlPlane);
  }

  /**
   * What follows from the home and the machine, as properties that the server reads: bootstrap
   * properties are system properties, which MicroProfile Config takes before environment variables.
   */
  private void clusterSettings(Properties server, NetworkPlan network) {
    String agentPort = setting("BINNACLE_NODE_AGENT_PORT", Integer.toString(agentPort(port())));
    server.setProperty("binnacle.node.agent-port", agentPort);
    server.setProperty("binnacle.service.service-cidr", network.serviceCidr());
    server.setProperty("binnacle.controller.nodeipam.cluster-cidr", network.podCidr());
    server.setProperty(
        "binnacle.controller.root-ca-publisher.file", files.caCertificate().toString());
    server.setProperty(
        "binnacle.controller.csrsigning.certificate-file", files.caCertificate().toString());
    server.setProperty("binnacle.controller.csrsigning.key-file", files.caKey().toString());
  }

  /**
   * The agent's usual port beside the API server's usual port, and as far from any other, so that
   * clusters do not collide.
   */
  private static int agentPort(int apiPort) {
    int port = apiPort + USUAL_AGENT_PORT - USUAL_API_PORT;
    return port < 65536 ? port : 0;
  }

  private ServingNames servingNames() {
    return ServingNames.parse(setting("BINNACLE_SERVING_NAMES", ""));
  }

  private String nodeName() {
    return setting("BINNACLE_NODE_NAME", HostNames.hostName());
  }

  private void database(Properties server) throws IOException {
    String url = setting("BINNACLE_STORE_URL", "");
    if (url.isEmpty()) {
      EmbeddedPostgres.ConnectionInfo own = EmbeddedPostgres.open(files.home()).start();
      server.setProperty("binnacle.jdbc.url", own.jdbcUrl());
      server.setProperty("binnacle.jdbc.user", own.user());
      server.setProperty("binnacle.jdbc.password", own.password());
    } else {
      server.setProperty("binnacle.jdbc.url", url);
      server.setProperty("binnacle.jdbc.user", setting("BINNACLE_STORE_USER", ""));
      server.setProperty("binnacle.jdbc.password", setting("BINNACLE_STORE_PASSWORD", ""));
    }
  }

  private EncryptionKeys encryptionKeys() {
    return new EncryptionKeys(
        optional("BINNACLE_ENCRYPTION_KEY_RING_FILE").map(Path::of), files, new SecureRandom());
  }

  private BackupFiles backupFiles() {
    return new BackupFiles(encryptionKeys().file(), System.out::println);
  }

  private void rotateKeys(List<String> arguments) throws IOException {
    EncryptionConfiguration configuration =
        new EncryptionConfiguration(
            Arrays.asList(setting("BINNACLE_ENCRYPTION_RESOURCES", "secrets").split("\\s*,\\s*")),
            Optional.empty());
    KeyRotation rotation = new KeyRotation(encryptionKeys(), configuration, System.out::println);
    withDatabase(database -> rotation.run(arguments, database));
  }

  /** Does something with the database, which runs for as long where it did not run already. */
  private void withDatabase(DatabaseWork work) throws IOException {
    String url = setting("BINNACLE_STORE_URL", "");
    if (!url.isEmpty()) {
      work.run(
          new DatabaseAddress(
              url, setting("BINNACLE_STORE_USER", ""), setting("BINNACLE_STORE_PASSWORD", "")));
      return;
    }
    EmbeddedPostgres postgres = EmbeddedPostgres.open(files.home());
    boolean ran = postgres.isRunning();
    EmbeddedPostgres.ConnectionInfo own = postgres.start();
    try {
      work.run(new DatabaseAddress(own.jdbcUrl(), own.user(), own.password()));
    } finally {
      if (!ran) {
        postgres.stop();
      }
    }
  }

  private interface DatabaseWork {
    void run(DatabaseAddress database) throws IOException;
  }

  /** A node of another machine's cluster: gets its certificates from that cluster's API server. */
  private void join() throws IOException {
    try {
      new NodeEnrollment(files, Clock.systemUTC(), new SecureRandom())
          .ensureJoined(
              optional("BINNACLE_SERVER").map(Bootstrap::serverAddress),
              setting("BINNACLE_JOIN_TOKEN", ""),
              nodeName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("joining was interrupted", e);
    }
  }

  private static URI serverAddress(String text) {
    try {
      URI address = new URI(text);
      if ("https".equals(address.getScheme()) && address.getHost() != null) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new ConfigurationException(
        List.of(
            "BINNACLE_SERVER: must be an address such as https://api.example.com:6443, not '"
                + text
                + "'"));
  }

  /**
   * The directory that Open Liberty runs from: its configuration and what fills the configuration's
   * variables.
   */
  private void writeServer(Properties server, boolean controlPlane) throws IOException {
    Path dist = Path.of(setting("BINNACLE_DIST", ""));
    Path directory = files.home().resolve("wlp").resolve("servers").resolve("binnacle");
    Files.createDirectories(directory);
    Files.copy(
        dist.resolve("server.xml"),
        directory.resolve("server.xml"),
        StandardCopyOption.REPLACE_EXISTING);
    server.setProperty("binnacle.dist", dist.toString());
    server.setProperty("binnacle.bind-address", bindAddress());
    server.setProperty("binnacle.https.port", controlPlane ? Integer.toString(port()) : "-1");
    server.setProperty("binnacle.keystore", store(controlPlane).toString());
    server.setProperty("binnacle.truststore", files.trustStore().toString());
    server.setProperty(
        "binnacle.keystore.password", Files.readString(files.storePassword()).strip());
    server.putIfAbsent("binnacle.jdbc.url", "jdbc:postgresql://127.0.0.1/none");
    server.putIfAbsent("binnacle.jdbc.user", "");
    server.putIfAbsent("binnacle.jdbc.password", "");
    PrivateFiles.writeIfDifferent(directory.resolve("bootstrap.properties"), text(server));
    Path overrides = directory.resolve("configDropins").resolve("overrides");
    Files.createDirectories(overrides);
    PrivateFiles.writeIfDifferent(
        overrides.resolve("serving-ports.xml"), servingNames().serverXml());
  }

  /** In the escapes of properties files, which Liberty reads as Latin-1; without the date. */
  static String text(Properties properties) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    properties.store(bytes, null);
    return bytes
        .toString(StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .sorted()
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  private Path store(boolean controlPlane) {
    return controlPlane ? files.keyStore() : files.nodeKeyStore();
  }

  /** What is not to be had now the node asks for again, and says in its conditions. */
  private void fetchRuntime() {
    if (roles().contains("node")
        && optional("BINNACLE_NODE_CONTAINER_RUNTIME_ENDPOINT").isEmpty()) {
      new PrivateContainerd(ContainerdSettings.below(files.home()))
          .fetch()
          .ifPresent(reason -> System.err.println("The node cannot run pods yet: " + reason));
    }
  }

  private void stopStore() throws IOException {
    if (Files.isDirectory(files.home().resolve("postgres"))) {
      EmbeddedPostgres.open(files.home()).stop();
    }
  }

  /** Each part is tried whatever becomes of the others, so that as little as possible is left. */
  private void down() throws IOException {
    try {
      new NodeDown(files).run();
    } finally {
      stopStore();
    }
  }
}
