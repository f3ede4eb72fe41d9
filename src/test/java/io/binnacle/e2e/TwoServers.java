package io.binnacle.e2e;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.client.ApiClient;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.client.https.HttpsApiClient;
import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.testing.ApiHttp;
import io.binnacle.testing.PostgresServer;
import io.binnacle.testing.TcpRelay;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/**
 * Two servers of one cluster over one database, without containers, and a client that goes on with
 * the other one when its server dies. The PostgreSQL is theirs alone, and each reaches it through a
 * relay of its own, so that everything may fail. For one test thread; the client for any.
 */
final class TwoServers implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration IDLE = Duration.ofSeconds(20);

  private final Optional<CrashingDisk> disk;
  private final PostgresServer postgres;
  private final PostgresServer.Database database;
  private final List<TcpRelay> relays;
  private final VirtualThreadTimer timer = new VirtualThreadTimer("two-servers");
  private final AtomicReference<HttpsApiClient> connection = new AtomicReference<>();
  private final List<ClusterHarness> servers;
  private int used;

  private TwoServers(Map<String, String> more, Optional<CrashingDisk> disk) {
    this.disk = disk;
    this.postgres =
        PostgresServer.own(
            disk.map(CrashingDisk::path).orElse(Path.of("target", "postgres-two-servers")));
    this.database = postgres.createDatabase();
    this.relays = List.of(TcpRelay.to(postgres.port()), TcpRelay.to(postgres.port()));
    disk.ifPresent(CrashingDisk::sync);
    ClusterHarness first = ClusterHarness.start(settings(0, more));
    this.servers = List.of(first, ClusterHarness.startBeside(first, settings(1, more)));
    connection.set(connect(0));
  }

  private Map<String, String> settings(int server, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("BINNACLE_ROLES", "control-plane");
    settings.put("BINNACLE_BIND_ADDRESS", "127.0.0.1");
    settings.put("BINNACLE_STORE_URL", database.urlAt(relays.get(server).port()));
    settings.put("BINNACLE_STORE_USER", database.user());
    settings.put("BINNACLE_STORE_PASSWORD", database.password());
    return settings;
  }

  /**
   * Starts them.
   *
   * @param settings environment variables of both
   * @param disk what their database shall lie on, to be closed with them
   */
  static TwoServers start(Map<String, String> settings, Optional<CrashingDisk> disk) {
    return new TwoServers(settings, disk);
  }

  private HttpsApiClient connect(int server) {
    return new HttpsApiClient(
        KubeconfigLoader.load(servers.get(server).kubeconfig()),
        "two-servers-test",
        Clock.systemUTC(),
        timer,
        IDLE);
  }

  /** The administrator, at whichever server is in use. */
  ApiClient client() {
    return (ApiClient)
        Proxy.newProxyInstance(
            ApiClient.class.getClassLoader(),
            new Class<?>[] {ApiClient.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(connection.get(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  VirtualThreadTimer timer() {
    return timer;
  }

  /** Breaks all that is under way, watches included; what follows goes to the same server. */
  void dropConnections() {
    connection.getAndSet(connect(used)).close();
  }

  /** Which server has the Lease, by its number; -1 where none has. */
  int leader(String lease) {
    String holder =
        client()
            .get(Resources.LEASES, "kube-system", lease)
            .tree()
            .at("/spec/holderIdentity")
            .asText();
    for (int server = 0; server < servers.size(); server++) {
      if (!holder.isEmpty() && holder.endsWith(servers.get(server).serverId())) {
        return server;
      }
    }
    return -1;
  }

  /** Kills a server; the client uses the other one. */
  void kill(int server) {
    used = 1 - server;
    servers.get(server).kill();
    dropConnections();
  }

  /** Starts a server again. */
  void restart(int server) {
    servers.get(server).restart();
  }

  /** The process of a server, by its number. */
  long process(int server) {
    return servers.get(server).process();
  }

  /** Requests of the administrator to one server. */
  ApiHttp http(int server) {
    return servers.get(server).admin();
  }

  /** What stands between a server and the database. */
  TcpRelay relay(int server) {
    return relays.get(server);
  }

  PostgresServer postgres() {
    return postgres;
  }

  /** Ends the database as a cut of its machine's power does: with what it has not synced. */
  void cutPower() {
    postgres.kill();
    disk.orElseThrow().cutPower();
  }

  PostgresServer.Database database() {
    return database;
  }

  /** Waits until both have been elected for something, or one for all: the cluster works. */
  void awaitLeaders() {
    Awaitility.await()
        .atMost(START)
        .ignoreException(ApiException.class)
        .until(() ->
            leader("binnacle-controller-manager") >= 0
                && leader("binnacle-scheduler") >= 0
                && !client()
                    .list(Resources.SERVICE_ACCOUNTS, ListOptions.inNamespace("default"))
                    .items()
                    .isEmpty());
  }

  /** The newest lines of the servers' logs, for a failure's message. */
  String recentLogs() {
    return servers.get(0).recentLog() + "\n--- the other one\n" + servers.get(1).recentLog();
  }

  @Override
  public void close() {
    connection.get().close();
    timer.close();
    servers.forEach(ClusterHarness::close);
    relays.forEach(TcpRelay::close);
    postgres.drop(database);
    postgres.stop();
    disk.ifPresent(CrashingDisk::close);
  }
}
