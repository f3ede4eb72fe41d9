package io.binnacle.incontainer;

import io.binnacle.incontainer.probe.RecordingAuthorizer;
import io.binnacle.testing.FileTrees;
import io.binnacle.testing.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The server that Arquillian runs: the product's runtime, configuration, libraries, PKI and
 * database, in a home and on ports of its own. Only the application is left out, which Arquillian
 * deploys.
 */
final class LibertyServer {
  private static final long BOOTSTRAP_SECONDS = 120;

  /** The application as {@code binnacle up} runs it. */
  private static final String APPLICATION = "(?s)<webApplication .*?</webApplication>";

  /** The settings, which count before those of the environment. */
  private static final String SETTINGS =
      """
      binnacle.port=%d
      binnacle.roles=control-plane
      binnacle.authorization.mode=%s,ABAC
      """;

  /**
   * Arquillian speaks plain HTTP to its servlet, and JMX to the server; it deploys by changing
   * server.xml.
   */
  private static final String OVERRIDES =
      """
      <server>
        <featureManager><feature>localConnector-1.0</feature></featureManager>
        <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%1$d"/>
        <virtualHost id="binnacle_host"><hostAlias>*:%1$d</hostAlias></virtualHost>
        <config updateTrigger="polled" monitorInterval="250ms"/>
      </server>
      """;

  private final Path base =
      Path.of(System.getProperty("binnacle.basedir", System.getProperty("user.dir")))
          .toAbsolutePath();
  private final Path distribution = base.resolve("target/dist");

  /**
   * Arquillian takes any server for its own whose command line has this name in it: it must be
   * nobody else's.
   */
  private final String name = "inContainer" + Long.toString(ProcessHandle.current().pid(), 36);

  private final Path home;
  private final int httpPort = freePort();
  private final int httpsPort = freePort();
  private final Thread atEnd = new Thread(this::stopStore, "in-container-stop-store");

  LibertyServer() {
    home = Scratch.directory("in-container-");
  }

  /** What Arquillian has to know. */
  Map<String, String> configuration() {
    return Map.of(
        "wlpHome", base.resolve("target/liberty/wlp").toString(),
        "usrDir", userDirectory().toString(),
        "serverName", name,
        "httpPort", Integer.toString(httpPort));
  }

  private Path userDirectory() {
    return home.resolve("wlp");
  }

  /** Makes the PKI, starts the database and writes the server's directory. */
  void layOut() throws IOException {
    Runtime.getRuntime().addShutdownHook(atEnd);
    bootstrap("prepare");
    Path server = userDirectory().resolve("servers").resolve(name);
    Files.move(server.resolveSibling("binnacle"), server);
    Path configuration = server.resolve("server.xml");
    Files.writeString(configuration, Files.readString(configuration).replaceFirst(APPLICATION, ""));
    Path overrides = Files.createDirectories(server.resolve("configDropins/overrides"));
    Files.writeString(overrides.resolve("arquillian.xml"), OVERRIDES.formatted(httpPort));
    Files.writeString(
        server.resolve("bootstrap.properties"),
        SETTINGS.formatted(httpsPort, RecordingAuthorizer.MODE),
        StandardOpenOption.APPEND);
    // The log outlives the home: a failure may have to be looked into.
    Path logs = Files.createDirectories(base.resolve("target/in-container"));
    Files.writeString(
        server.resolve("server.env"),
        "JAVA_HOME=%s%nWLP_SKIP_BOOTSTRAP_AGENT=true%nLOG_DIR=%s%n"
            .formatted(System.getProperty("java.home"), logs));
    Files.writeString(
        server.resolve("jvm.options"),
        Files.readString(distribution.resolve("jvm.options"))
            + "-XX:TieredStopAtLevel=1%n-Xmx512m%n".formatted());
  }

  /** Ends the database and deletes the home. To be called when the server has stopped. */
  void clearAway() throws IOException {
    Runtime.getRuntime().removeShutdownHook(atEnd);
    stopStore();
    FileTrees.delete(home);
  }

  private void stopStore() {
    bootstrap("stop-store");
  }

  /** What the launcher runs before and after the server. */
  private void bootstrap(String command) {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                base.resolve("target/classes") + ":" + distribution.resolve("lib") + "/*",
                "io.binnacle.app.bootstrap.Bootstrap",
                command)
            .inheritIO();
    builder.environment().keySet().removeIf(variable -> variable.startsWith("BINNACLE_"));
    builder.environment().put("BINNACLE_HOME", home.toString());
    builder.environment().put("BINNACLE_PORT", Integer.toString(httpsPort));
    builder.environment().put("BINNACLE_ROLES", "control-plane");
    builder.environment().put("BINNACLE_DIST", distribution.toString());
    try {
      Process process = builder.start();
      if (!process.waitFor(BOOTSTRAP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("bootstrap " + command + " did not end");
      }
      if (process.exitValue() != 0) {
        throw new IllegalStateException("bootstrap " + command + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
