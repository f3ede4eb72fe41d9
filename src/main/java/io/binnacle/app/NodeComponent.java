package io.binnacle.app;

import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.app.bootstrap.NetworkPlan;
import io.binnacle.configuration.ClusterFiles;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the node's side of the cluster in this process: runtime, agent, the agent's server and the
 * service proxy. It knows the API server over HTTPS alone, also when that is in the same process.
 * Starting it does not hold up the server's start: the first time, fetching a container runtime
 * takes a while, and a node may start before its API server answers.
 */
@Dependent
public class NodeComponent implements Component {
  private static final System.Logger LOG = System.getLogger(NodeComponent.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final ServerConfiguration server;
  private final NodeSettings settings;
  private final ClusterFiles files;
  private final Clock clock;
  private @Nullable Thread starter;
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile @Nullable NodeProcess process;

  @Inject
  public NodeComponent(
      ServerConfiguration server, NodeSettings settings, ClusterFiles files, Clock clock) {
    this.server = server;
    this.settings = settings;
    this.files = files;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "node agent";
  }

  @Override
  public int order() {
    return 500;
  }

  @Override
  public boolean isEnabled() {
    return server.isNode();
  }

  @Override
  public void start() {
    starter = Thread.ofVirtual().name("node-start").start(this::begin);
  }

  /** Until the node runs: what is missing now, such as a network, may be there a minute later. */
  private void begin() {
    try {
      awaitStart();
      NodeProcess started = process;
      while (started != null && started.lacksRuntime() && awaitRuntime()) {
        LOG.log(Level.INFO, "Containers can be run now: the node agent is started again");
        process = null;
        started.close();
        awaitStart();
        started = process;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives up only when this component ends. */
  private void awaitStart() throws InterruptedException {
    Duration delay = RETRY;
    while (!isStarted()) {
      LOG.log(Level.INFO, "The node agent is started again in {0} s", delay.toSeconds());
      if (ending.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      delay = delay.multipliedBy(2);
      delay = delay.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : delay;
    }
  }

  /** Gives false when this component ends. */
  private boolean awaitRuntime() throws InterruptedException {
    while (!ending.await(LONGEST_RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
      if (NodeRuntime.isToBeHad(files.home())) {
        return true;
      }
    }
    return false;
  }

  private boolean isStarted() throws InterruptedException {
    NodeProcess starting = null;
    try {
      NodeConnection connection = NodeConnection.open(files, clock);
      starting = new NodeProcess(settings, files, connection, clock);
      NetworkPlan network = awaitNetwork(connection);
      network.keep(files.networkPlan());
      starting.start(network);
      process = starting;
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "The node agent could not start", e);
      return false;
    } finally {
      if (starting != null && process != starting) {
        starting.close();
      }
    }
  }

  private NetworkPlan awaitNetwork(NodeConnection connection) throws InterruptedException {
    while (true) {
      try {
        return ClusterNetwork.read(connection.client());
      } catch (ApiException e) {
        LOG.log(Level.INFO, "Waiting for the API server: {0}", e.getMessage());
        if (ending.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new InterruptedException("the process is ending");
        }
      }
    }
  }

  @Override
  public void stop() {
    ending.countDown();
    Thread starting = starter;
    if (starting != null) {
      starting.interrupt();
      awaitEnd(starting);
    }
    NodeProcess running = process;
    if (running != null) {
      running.close();
    }
  }

  /** A start that was interrupted closes what it has started, by itself. */
  private static void awaitEnd(Thread starting) {
    try {
      if (!starting.join(STOP_PATIENCE)) {
        LOG.log(Level.WARNING, "The start of the node agent does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
