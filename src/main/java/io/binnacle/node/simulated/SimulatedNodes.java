package io.binnacle.node.simulated;

import io.binnacle.client.ApiClient;
import io.binnacle.client.DelayedExecutor;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Simulated nodes, by their numbers from 0. Safe for any thread. */
public final class SimulatedNodes implements AutoCloseable {
  /** Two thousand nodes so spread their heartbeats over some of their periods. */
  private static final Duration SPACING = Duration.ofMillis(20);

  /**
   * How many may be starting at a time. Each opens connections, and a server that is asked for more
   * handshakes at once than it can make within the clients' patience makes none.
   */
  private static final int STARTING = 16;

  /**
   * What nodes work with.
   *
   * @param client with the right to act for all nodes
   * @param executor runs what nodes and pods do, which blocks
   * @param random spreads what nodes try again
   */
  public record Cluster(
      ApiClient client,
      Executor executor,
      DelayedExecutor timer,
      RandomGenerator random,
      Clock clock) {}

  private final Cluster cluster;
  private final SimulatedNodeSettings settings;
  private final Map<Integer, SimulatedNode> nodes = new ConcurrentHashMap<>();
  private volatile boolean closed;

  public SimulatedNodes(Cluster cluster, SimulatedNodeSettings settings) {
    this.cluster = cluster;
    this.settings = settings;
  }

  /** Starts nodes until there are as many, as fast as the server takes them; returns at once. */
  public void startAll(int count) {
    startFrom(0, count);
  }

  private void startFrom(int first, int count) {
    int next = first;
    if (nodes.size() - up() < STARTING) {
      start(next++);
    }
    int from = next;
    if (from < count && !closed) {
      cluster.timer().execute(() -> startFrom(from, count), SPACING);
    }
  }

  /** Starts the node of this number, unless it runs. A node that was lost comes back so. */
  public synchronized void start(int index) {
    if (!closed && !nodes.containsKey(index)) {
      SimulatedNode node = new SimulatedNode(cluster, settings, index);
      nodes.put(index, node);
      node.start();
    }
  }

  /** The node falls silent, and its pods with it. */
  public synchronized void lose(int index) {
    SimulatedNode node = nodes.remove(index);
    if (node != null) {
      node.close();
    }
  }

  /** How many nodes the API knows, and know their pods. */
  public long up() {
    return nodes.values().stream().filter(SimulatedNode::isUp).count();
  }

  /** How many pods the nodes have. */
  public long pods() {
    return nodes.values().stream().mapToLong(SimulatedNode::pods).sum();
  }

  @Override
  public synchronized void close() {
    closed = true;
    nodes.values().forEach(SimulatedNode::close);
    nodes.clear();
  }
}
