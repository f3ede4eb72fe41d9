package io.binnacle.e2e;

import io.binnacle.client.ApiClient;
import io.binnacle.client.Resources;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.client.https.HttpsApiClient;
import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.node.simulated.SimulatedNodeSettings;
import io.binnacle.node.simulated.SimulatedNodes;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a shared control plane with simulated nodes, and a namespace of their own in it. For
 * what needs pods that run, and no containers.
 */
final class SimulatedClusterExtension implements ParameterResolver {
  static final int NODES = 3;
  private static final Namespace SHARED = Namespace.create(SimulatedClusterExtension.class);
  private static final AtomicInteger NAMESPACES = new AtomicInteger();
  private static final Duration START = Duration.ofMinutes(2);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Workbench.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Cluster cluster =
        context
            .getStore(StoreScope.EXECUTION_REQUEST, SHARED)
            .computeIfAbsent(Cluster.class, key -> Cluster.start(), Cluster.class);
    TestNamespace namespace =
        context
            .getStore(SHARED)
            .computeIfAbsent(
                TestNamespace.class,
                key ->
                    TestNamespace.create(
                        cluster.server.admin(),
                        context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT)
                            + "-"
                            + NAMESPACES.incrementAndGet()),
                TestNamespace.class);
    return new Workbench(cluster.client, cluster.server.admin(), namespace.name());
  }

  /** A server and the nodes of its cluster. */
  private record Cluster(
      ClusterHarness server, HttpsApiClient client, VirtualThreadTimer timer, SimulatedNodes nodes)
      implements AutoCloseable {
    static Cluster start() {
      ClusterHarness server =
          ClusterHarness.start(
              Map.of("BINNACLE_ROLES", "control-plane", "BINNACLE_BIND_ADDRESS", "127.0.0.1"));
      VirtualThreadTimer timer = new VirtualThreadTimer("simulated-cluster");
      HttpsApiClient client =
          new HttpsApiClient(
              KubeconfigLoader.load(server.kubeconfig()),
              "simulated-cluster",
              Clock.systemUTC(),
              timer,
              HttpsApiClient.DEFAULT_IDLE_TIMEOUT);
      SimulatedNodes nodes =
          new SimulatedNodes(
              new SimulatedNodes.Cluster(client, timer, timer, new Random(1), Clock.systemUTC()),
              SimulatedNodeSettings.large("sim-", server.home().resolve("simulated")));
      nodes.startAll(NODES);
      Awaitility.await().atMost(START).until(() -> nodes.up() == NODES);
      label(client);
      return new Cluster(server, client, timer, nodes);
    }

    /** One node differs from the others. */
    private static void label(ApiClient client) {
      client.patch(
          Resources.NODES,
          "",
          "sim-0",
          "",
          io.binnacle.client.PatchType.MERGE,
          io.binnacle.apimachinery.runtime.Json.readTrusted(
              "{\"metadata\":{\"labels\":{\"color\":\"blue\"}}}"));
    }

    @Override
    public void close() {
      nodes.close();
      client.close();
      timer.close();
      server.close();
    }
  }
}
