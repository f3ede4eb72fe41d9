package io.binnacle.node.simulated;

import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.node.configuration.NodeConfiguration;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.podstatus.PodStatusComputation;
import io.binnacle.node.podstatus.PodStatusWriter;
import io.binnacle.node.podstatus.TerminationMessages;
import io.binnacle.node.probe.ProbeResults;
import io.binnacle.node.source.ApiPodSource;
import io.binnacle.node.status.HostFacts;
import io.binnacle.node.status.NodeRegistration;
import io.binnacle.node.status.NodeResources;
import io.binnacle.node.status.NodeStatusComputation;
import io.binnacle.node.status.NodeTemplate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A node of which the API sees everything, and nobody else anything. It watches its own pods over a
 * connection of its own, as a real agent does: what the watches cost the server is part of what is
 * measured.
 */
final class SimulatedNode implements AutoCloseable {
  private static final Duration CHECK = Duration.ofSeconds(20);
  private static final Duration STATUS_CHECK = Duration.ofSeconds(10);
  private static final Duration SYNC = Duration.ofMinutes(1);

  private final ApiPodSource source;
  private final NodeRegistration registration;
  private final SimulatedPods pods;

  SimulatedNode(SimulatedNodes.Cluster cluster, SimulatedNodeSettings settings, int index) {
    AddressPool addresses = new AddressPool(index);
    NodeConfiguration configuration = configuration(settings, index, addresses);
    this.source = new ApiPodSource(informers(cluster), configuration.nodeName());
    HostFacts host = new HostFacts(Path.of("/"), settings.root());
    PodDirectories directories = new PodDirectories(settings.root());
    this.registration =
        new NodeRegistration(
            cluster.client(),
            configuration,
            new NodeTemplate(configuration, host, directories.localVolumes()),
            new NodeStatusComputation(
                configuration,
                host,
                new NodeResources(settings.capacity(), settings.capacity()),
                new SimulatedRuntime(),
                List.of(addresses.nodeAddress()),
                cluster.clock()),
            configuration::agentPort,
            cluster.clock());
    ProbeResults probes = new ProbeResults();
    this.pods =
        new SimulatedPods(
            new SimulatedPod.Node(
                new PodStatusComputation(
                    probes,
                    new TerminationMessages(directories),
                    SimulatedRuntime.NAME,
                    cluster.clock()),
                probes,
                new PodStatusWriter(
                    cluster.client(), source::find, cluster.executor(), cluster.timer()),
                cluster.timer(),
                cluster.clock(),
                settings.startTime(),
                settings.stopTime()),
            addresses);
  }

  private static SharedInformerFactory informers(SimulatedNodes.Cluster cluster) {
    return new SharedInformerFactory(
        cluster.client(), cluster.executor(), cluster.timer(), cluster.random());
  }

  private static NodeConfiguration configuration(
      SimulatedNodeSettings settings, int index, AddressPool addresses) {
    return new NodeConfiguration(
        Optional.of(settings.name(index)),
        true,
        Optional.empty(),
        Optional.empty(),
        CHECK,
        CHECK,
        STATUS_CHECK,
        settings.leaseDuration(),
        SYNC,
        (int) settings.capacity().getOrDefault("pods", Quantity.ZERO).value(),
        Optional.of(addresses.podCidr()),
        Optional.of(addresses.nodeAddress()),
        List.of(),
        "cluster.local",
        0,
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        1,
        List.of());
  }

  void start() {
    registration.start();
    source.start(pods);
  }

  /** Whether the API has the node, and the node its pods. */
  boolean isUp() {
    return registration.node().isPresent() && source.hasSynced();
  }

  int pods() {
    return pods.size();
  }

  /** The node is gone without a word: its pods and its Node object stay as they are. */
  @Override
  public void close() {
    pods.close();
    source.close();
    registration.close();
  }
}
