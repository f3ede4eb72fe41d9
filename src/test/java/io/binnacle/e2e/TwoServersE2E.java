package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.ApiClient;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.Timestamps;
import io.binnacle.node.simulated.SimulatedNodeSettings;
import io.binnacle.node.simulated.SimulatedNodes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Two servers over one database: one takes over from the other, and the cluster comes to what is
 * asked of it whatever fails meanwhile. The soak runs through a random half of the faults; {@code
 * -Dbinnacle.soak.seconds=600} is its long form, through all of them again and again; {@code
 * -Dbinnacle.soak.seed} repeats one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Execution(ExecutionMode.CONCURRENT)
class TwoServersE2E {
  private static final int NODES = 6;
  private static final Duration CONVERGENCE = Duration.ofMinutes(4);

  private static final boolean POWER_CUTS = Boolean.getBoolean("binnacle.faults.power");

  /** What a round records is checked in memory, and must be younger than the log's retention. */
  private static final int FAULTS_OF_A_ROUND = 10;

  private static final String CONTROLLERS = "binnacle-controller-manager";
  private static final String SCHEDULER = "binnacle-scheduler";

  private static final Map<String, String> SETTINGS =
      Map.of(
          "BINNACLE_CONTROLLER_NODE_LIFECYCLE_NODE_MONITOR_PERIOD", "1s",
          "BINNACLE_CONTROLLER_NODE_LIFECYCLE_NODE_MONITOR_GRACE_PERIOD", "20s",
          "BINNACLE_CONTROLLER_NODE_LIFECYCLE_NODE_EVICTION_RATE", "5");

  private enum Failure {
    CONTROLLERS_KILLED,
    SCHEDULER_KILLED,
    LEASE_LOST,
    NODES_LOST,
    WATCHES_DROPPED
  }

  private TwoServers servers;
  private ApiClient client;
  private SimulatedNodes nodes;

  @BeforeAll
  void start(@TempDir Path root) {
    servers =
        TwoServers.start(
            SETTINGS, POWER_CUTS ? Optional.of(CrashingDisk.create()) : Optional.empty());
    client = servers.client();
    servers.awaitLeaders();
    nodes =
        new SimulatedNodes(
            new SimulatedNodes.Cluster(
                client, servers.timer(), servers.timer(), new Random(1), Clock.systemUTC()),
            SimulatedNodeSettings.large("sim-", root).withLeaseDuration(Duration.ofSeconds(8)));
    nodes.startAll(NODES);
    await().atMost(CONVERGENCE).until(() -> nodes.up() == NODES);
  }

  @AfterAll
  void stop() {
    if (nodes != null) {
      nodes.close();
    }
    if (servers != null) {
      servers.close();
    }
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  @Order(1)
  void theOtherServerTakesOverWithinFifteenSeconds() {
    int leader = servers.leader(CONTROLLERS);
    Instant killed = Instant.now();
    servers.kill(leader);

    ObjectNode lease = awaitOther(leader);
    Duration taken = Duration.between(killed, Instant.now());

    assertThat(taken).isLessThan(Duration.ofSeconds(15));
    assertThat(lease.at("/spec/leaseTransitions").asInt()).isPositive();
    servers.restart(leader);
  }

  /** Waits until the other server has both Leases. */
  private ObjectNode awaitOther(int former) {
    await()
        .pollInterval(Duration.ofMillis(200))
        .atMost(Duration.ofMinutes(1))
        .ignoreException(ApiException.class)
        .until(() ->
            servers.leader(CONTROLLERS) == 1 - former && servers.leader(SCHEDULER) == 1 - former);
    return client.get(Resources.LEASES, "kube-system", CONTROLLERS).tree();
  }

  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  @Order(2)
  void comesToWhatIsAskedOfItWhateverFails() {
    long seed = Long.getLong("binnacle.soak.seed", Instant.now().toEpochMilli());
    Optional<Integer> seconds = Optional.ofNullable(Integer.getInteger("binnacle.soak.seconds"));
    Instant end = Instant.now().plusSeconds(seconds.orElse(0));
    System.out.println("The soak's seed is " + seed);
    Random random = new Random(seed);
    SoakWorkloads workloads = new SoakWorkloads(client, random);
    workloads.create();
    do {
      List<Failure> faults = new ArrayList<>(List.of(Failure.values()));
      Collections.shuffle(faults, random);
      int some = seconds.isPresent() ? faults.size() : faults.size() / 2;
      faults.subList(0, some).forEach(fault -> round(fault, workloads, random));
    } while (Instant.now().isBefore(end));

    workloads.deleteAll();
    await()
        .atMost(CONVERGENCE)
        .ignoreException(ApiException.class)
        .untilAsserted(() -> assertThat(workloads.leaked()).isEmpty());
  }

  /**
   * Whatever fails, the store keeps what it promises. {@code -Dbinnacle.faults.count=100
   * -Dbinnacle.faults.operations=1000} is the long form, with so many operations behind each fault
   * and with starts of servers; {@code -Dbinnacle.faults.power=true} adds cuts of the database's
   * power, which needs root; {@code -Dbinnacle.faults.seed} repeats one.
   */
  @Test
  @Execution(ExecutionMode.SAME_THREAD)
  @Order(3)
  void keepsWhatTheStorePromisesWhateverFails() {
    long seed = Long.getLong("binnacle.faults.seed", Instant.now().toEpochMilli());
    Optional<Integer> count = Optional.ofNullable(Integer.getInteger("binnacle.faults.count"));
    List<Fault> faults =
        FaultRun.draw(
            count.isPresent() ? Fault.all(POWER_CUTS) : Fault.quick(),
            count.orElse(Fault.quick().size()),
            new Random(seed));
    int operations = Integer.getInteger("binnacle.faults.operations", 60);
    System.out.println("The faults' seed is " + seed);
    for (int first = 0; first < faults.size(); first += FAULTS_OF_A_ROUND) {
      int last = Math.min(faults.size(), first + FAULTS_OF_A_ROUND);
      new FaultRun(servers, "faults-" + first, seed + first)
          .run(faults.subList(first, last), operations);
    }
  }

  private void round(Failure fault, SoakWorkloads workloads, Random random) {
    String before = workloads.change();
    Runnable repair = strike(fault, random);
    String after = workloads.change();
    repair.run();
    String said = "after %s, with %s before and %s during it".formatted(fault, before, after);
    System.out.println("The soak: " + said);
    await(said)
        .atMost(CONVERGENCE)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreException(ApiException.class)
        .untilAsserted(() -> assertThat(workloads.problems()).as(said).isEmpty());
  }

  /** Lets something fail; gives what makes it whole again. */
  private Runnable strike(Failure fault, Random random) {
    return switch (fault) {
      case CONTROLLERS_KILLED -> kill(CONTROLLERS);
      case SCHEDULER_KILLED -> kill(SCHEDULER);
      case LEASE_LOST -> {
        loseLease(random.nextBoolean() ? CONTROLLERS : SCHEDULER);
        yield () -> {};
      }
      case NODES_LOST -> loseNodes(random);
      case WATCHES_DROPPED -> {
        servers.dropConnections();
        yield () -> {};
      }
    };
  }

  private Runnable kill(String lease) {
    int leader = Math.max(0, servers.leader(lease));
    servers.kill(leader);
    return () -> servers.restart(leader);
  }

  /** Somebody who will never renew it takes the Lease. */
  private void loseLease(String name) {
    await()
        .ignoreException(ApiException.class)
        .until(() -> {
          ApiObject lease = client.get(Resources.LEASES, "kube-system", name);
          ObjectNode tree = lease.copyTree();
          tree.withObjectProperty("spec")
              .put("holderIdentity", "nobody")
              .put("renewTime", Timestamps.micros(Instant.now()));
          client.update(Resources.LEASES, "kube-system", tree);
          return true;
        });
  }

  /**
   * Two nodes fall silent, one of them for good: its Node is deleted, and it comes as a new one.
   */
  private Runnable loseNodes(Random random) {
    int first = random.nextInt(NODES);
    int second = (first + 1) % NODES;
    nodes.lose(first);
    nodes.lose(second);
    await()
        .ignoreException(ApiException.class)
        .until(() -> {
          client.delete(Resources.NODES, "", "sim-" + second, DeleteOptions.defaults());
          return true;
        });
    await()
        .atMost(CONVERGENCE)
        .ignoreException(ApiException.class)
        .until(() -> isUnreachable(client.get(Resources.NODES, "", "sim-" + first)));
    return () -> {
      nodes.start(first);
      nodes.start(second);
    };
  }

  private static boolean isUnreachable(ApiObject node) {
    for (var taint : node.tree().at("/spec/taints")) {
      if (taint.path("key").asText().equals("node.kubernetes.io/unreachable")) {
        return true;
      }
    }
    return false;
  }
}
