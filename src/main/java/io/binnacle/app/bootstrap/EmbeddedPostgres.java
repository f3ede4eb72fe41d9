package io.binnacle.app.bootstrap;

import io.binnacle.node.files.FileTrees;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of the cluster's own under its home: programs, data and log. It listens on loopback
 * alone and outlives the process that starts it. Every method may be repeated: what is there is
 * kept, what runs is used.
 *
 * <p>PostgreSQL refuses to run as root. For root it runs in a user namespace in which root's
 * identity is not mapped: to PostgreSQL it is nobody, while to the kernel its files remain root's,
 * so that a home that only root can enter works.
 */
public final class EmbeddedPostgres {
  private static final String USER = "binnacle";
  private static final String DATABASE = "postgres";
  private static final Duration START_PATIENCE = Duration.ofSeconds(120);
  private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(180);
  private static final int READY_LINE = 7;
  private static final int LOG_LINES_TOLD = 8;

  private final Path home;
  private final Path data;

  /** How to reach the running server. Its text form leaves the password out. */
  public record ConnectionInfo(String jdbcUrl, String user, String password) {
    @Override
    public String toString() {
      return user + "@" + jdbcUrl;
    }
  }

  private EmbeddedPostgres(Path directory) {
    this.home = directory;
    this.data = directory.resolve("data");
  }

  /** The PostgreSQL of a cluster's home, whether it exists already or not. */
  public static EmbeddedPostgres open(Path home) {
    return new EmbeddedPostgres(home.toAbsolutePath().normalize().resolve("postgres"));
  }

  /**
   * Makes sure that it runs: unpacks, creates the data directory, starts, as far as needed.
   *
   * @throws IOException with the end of PostgreSQL's log when it does not start
   */
  public ConnectionInfo start() throws IOException {
    Files.createDirectories(home);
    try (FileChannel channel =
            FileChannel.open(
                home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("cannot lock " + home);
      }
      return startLocked();
    }
  }

  private ConnectionInfo startLocked() throws IOException {
    PostgresBinaries binaries = PostgresBinaries.under(home);
    String password = password();
    if (!Files.isDirectory(data)) {
      initialize(binaries);
    }
    int port;
    if (isRunning()) {
      awaitReady();
      port = port().orElseThrow(() -> new IOException("no port in " + pidFile()));
    } else {
      // Left behind by a crash: its number may belong to another process by now.
      Files.deleteIfExists(pidFile());
      port = freePort(recordedPort());
      configure(port);
      launch(binaries);
    }
    ConnectionInfo info =
        new ConnectionInfo("jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, USER, password);
    record(info);
    return info;
  }

  /** Stops it, if it runs; connections are ended, their transactions rolled back. */
  public void stop() throws IOException {
    if (isRunning()) {
      run(
          List.of(
              PostgresBinaries.under(home).program("pg_ctl"),
              "stop",
              "-w",
              "-m",
              "fast",
              "-t",
              "60",
              "-D",
              data.toString()));
    }
  }

  /** Whether the process that the data directory names is alive and is its PostgreSQL. */
  public boolean isRunning() throws IOException {
    List<String> lines = pidLines();
    if (lines.isEmpty()) {
      return false;
    }
    Path workingDirectory = Path.of("/proc", lines.getFirst().strip(), "cwd");
    try {
      // The postmaster works in its data directory; a process that got its number later does not.
      return Files.readSymbolicLink(workingDirectory).equals(data.toRealPath());
    } catch (NoSuchFileException | AccessDeniedException e) {
      // It is gone, or it is somebody else's.
      return false;
    }
  }

  /**
   * Where the file with {@code url}, {@code user} and {@code password} lies, for its owner alone.
   */
  public Path connectionFile() {
    return home.resolve("connection.properties");
  }

  /** What the last start left in the connection file; empty before the first start. */
  public Optional<ConnectionInfo> connection() throws IOException {
    if (!Files.exists(connectionFile())) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(connectionFile())) {
      properties.load(in);
    }
    return Optional.of(
        new ConnectionInfo(
            properties.getProperty("url", ""),
            properties.getProperty("user", ""),
            properties.getProperty("password", "")));
  }

  private void record(ConnectionInfo info) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("url", info.jdbcUrl());
    properties.setProperty("user", info.user());
    properties.setProperty("password", info.password());
    Path next = createPrivate("connection.properties.new");
    try (OutputStream out = Files.newOutputStream(next)) {
      properties.store(out, null);
    }
    Files.move(next, connectionFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path createPrivate(String name) throws IOException {
    Path file = home.resolve(name);
    Files.deleteIfExists(file);
    return Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  private String password() throws IOException {
    Path file = home.resolve("password");
    if (!Files.exists(file)) {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      Path next = createPrivate("password.new");
      Files.writeString(next, HexFormat.of().formatHex(random));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  private void initialize(PostgresBinaries binaries) throws IOException {
    Path initializing = home.resolve("data.initializing");
    FileTrees.delete(initializing);
    run(
        List.of(
            binaries.program("initdb"),
            "--pgdata=" + initializing,
            "--username=" + USER,
            "--pwfile=" + home.resolve("password"),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
            "--data-checksums"));
    Files.writeString(
        initializing.resolve("postgresql.conf"),
        "\ninclude 'binnacle.conf'\n",
        StandardOpenOption.APPEND);
    Files.move(initializing, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private void configure(int port) throws IOException {
    Files.writeString(
        data.resolve("binnacle.conf"),
        """
        # Written at each start.
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        max_connections = 40
        shared_buffers = 128MB
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        max_wal_size = 1GB
        checkpoint_timeout = 15min
        wal_compression = on
        autovacuum_naptime = 15s
        """
            .formatted(port));
  }

  private void launch(PostgresBinaries binaries) throws IOException {
    Path log = home.resolve("postgres.log");
    try {
      run(
          List.of(
              binaries.program("pg_ctl"),
              "start",
              "-w",
              "-s",
              "-t",
              Long.toString(START_PATIENCE.toSeconds()),
              "-D",
              data.toString(),
              "-l",
              log.toString()));
    } catch (IOException e) {
      throw new IOException(e.getMessage() + end(log), e);
    }
  }

  private static String end(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "";
    }
    List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
    return "\n"
        + String.join(
            "\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_TOLD), lines.size()));
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (isRunning()) {
      List<String> lines = pidLines();
      if (lines.size() > READY_LINE && lines.get(READY_LINE).strip().equals("ready")) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IOException("PostgreSQL runs but does not get ready, see " + home);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    throw new IOException("PostgreSQL ended while it was waited for, see " + home);
  }

  /**
   * The first of its processes; empty where it does not run, or there is none in this home.
   *
   * @throws IOException where that cannot be read
   */
  public OptionalLong process() throws IOException {
    return pidLines().stream().limit(1).mapToLong(line -> Long.parseLong(line.strip())).findFirst();
  }

  private Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  private List<String> pidLines() throws IOException {
    return Files.exists(pidFile()) ? Files.readAllLines(pidFile()) : List.of();
  }

  private Optional<Integer> port() throws IOException {
    return pidLines().stream().skip(3).findFirst().map(line -> Integer.parseInt(line.strip()));
  }

  private Optional<Integer> recordedPort() throws IOException {
    return connection()
        .map(info -> info.jdbcUrl().replaceFirst(".*:(\\d+)/.*", "$1"))
        .filter(port -> port.matches("\\d+"))
        .map(Integer::valueOf);
  }

  private static int freePort(Optional<Integer> wanted) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    if (wanted.isPresent() && !answers(new InetSocketAddress(loopback, wanted.get()))) {
      return wanted.get();
    }
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, 500);
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  /** Runs one of PostgreSQL's programs to its end. */
  private void run(List<String> command) throws IOException {
    List<String> line = new ArrayList<>();
    if (isRoot()) {
      line.addAll(List.of("unshare", "--user"));
    }
    line.addAll(command);
    Path output = Files.createTempFile(home, "command", ".log");
    try {
      ProcessBuilder builder = new ProcessBuilder(line);
      // Nothing of this process's environment, which may hold credentials, for a long-lived child.
      builder.environment().keySet().retainAll(List.of("PATH"));
      builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
      builder.directory(home.toFile());
      // A file, since a pipe would stay open in the server that a command leaves behind.
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      if (!process.waitFor(COMMAND_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " does not end");
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            name(command) + " failed: " + Files.readString(output).strip() + hint());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static String name(List<String> command) {
    @Nullable Path name = Path.of(command.getFirst()).getFileName();
    return name + " " + command.get(1);
  }

  private static String hint() throws IOException {
    Path limit = Path.of("/proc/sys/user/max_user_namespaces");
    boolean disabled = Files.exists(limit) && Files.readString(limit).strip().equals("0");
    return isRoot() && disabled
        ? " (user namespaces are disabled here: run as another user than root,"
            + " or set binnacle.store.url)"
        : "";
  }

  private static boolean isRoot() throws IOException {
    return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }
}
