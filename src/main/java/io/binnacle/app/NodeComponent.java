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

  private final ServerConfiguration server;
  private final NodeSettings settings;
  private final ClusterFiles files;
  private final Clock clock;
  private @Nullable Thread starter;
  private volatile boolean stopped;
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

  private void begin() {
    try {
      NodeConnection connection = NodeConnection.open(files, clock);
      NetworkPlan network = awaitNetwork(connection);
      network.keep(files.networkPlan());
      NodeProcess started = new NodeProcess(settings, files, connection, clock);
      if (!stopped) {
        process = started;
        started.start(network);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "The node agent could not start", e);
    }
  }

  private NetworkPlan awaitNetwork(NodeConnection connection) throws InterruptedException {
    while (true) {
      try {
        return ClusterNetwork.read(connection.client());
      } catch (ApiException e) {
        LOG.log(Level.INFO, "Waiting for the API server: {0}", e.getMessage());
        Thread.sleep(RETRY);
      }
    }
  }

  @Override
  public void stop() {
    stopped = true;
    if (starter != null) {
      starter.interrupt();
    }
    NodeProcess running = process;
    if (running != null) {
      running.close();
    }
  }
}
