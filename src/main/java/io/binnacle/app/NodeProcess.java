package io.binnacle.app;

import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.app.bootstrap.NetworkPlan;
import io.binnacle.app.bootstrap.PrimaryAddress;
import io.binnacle.client.EventSource;
import io.binnacle.client.ListOptions;
import io.binnacle.client.QueuedEventRecorder;
import io.binnacle.client.ResourceEventHandler;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.client.https.KeyMaterial;
import io.binnacle.client.https.KeyMaterial.ClientCertificate;
import io.binnacle.configuration.ClusterFiles;
import io.binnacle.node.NodeAgent;
import io.binnacle.node.configuration.NodeConfiguration;
import io.binnacle.node.pod.WorkerTimes;
import io.binnacle.node.runtime.containerd.ContainerdSettings;
import io.binnacle.node.volume.LinuxMounts;
import io.binnacle.process.ProcessCommandRunner;
import io.binnacle.proxy.PodRoutes;
import io.binnacle.proxy.ProxyNode;
import io.binnacle.proxy.ServiceProxy;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The parts of a running node, put together once the API server has answered. */
final class NodeProcess implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NodeProcess.class.getName());
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(20);

  private final NodeSettings settings;
  private final NodeConfiguration configuration;
  private final ClusterFiles files;
  private final NodeConnection connection;
  private final Clock clock;
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private boolean lacksRuntime;

  NodeProcess(NodeSettings settings, ClusterFiles files, NodeConnection connection, Clock clock) {
    this.settings = settings;
    this.configuration = settings.node();
    this.files = files;
    this.connection = connection;
    this.clock = clock;
    parts.push(connection);
  }

  /** Starts runtime, agent, server and proxy. Blocks for as long as the runtime takes. */
  void start(NetworkPlan network) throws IOException {
    NodeRuntime runtime = NodeRuntime.open(configuration, files.home());
    lacksRuntime = runtime.isUnavailable();
    parts.push(runtime.runtime());
    runtime.watch().ifPresent(parts::push);
    Path root = files.node();
    Files.createDirectories(root);
    QueuedEventRecorder events =
        new QueuedEventRecorder(
            connection.client(),
            new EventSource("kubelet", configuration.nodeName()),
            new QueuedEventRecorder.Runtime(connection.timer(), connection.timer(), clock));
    NodeAgent agent =
        new NodeAgent(
            configuration,
            settings.retention(),
            new NodeAgent.Surroundings(
                connection.client(),
                connection.informers(),
                events,
                runtime.runtime(),
                runtime.cgroups(),
                new LinuxMounts(),
                root,
                clock),
            Optional.of(serving()),
            WorkerTimes.kubernetes(configuration.syncFrequency()));
    parts.push(agent);
    agent.start();
    followPodCidr(runtime, network);
    ProcessCommandRunner commands =
        new ProcessCommandRunner(runtime.toolDirectories(files.home()), Map.of(), COMMAND_TIMEOUT);
    proxyServices(commands, network);
    PodRoutes routes =
        new PodRoutes(
            configuration.nodeName(), connection.informers(), commands, connection.timer());
    routes.start();
    parts.push(routes::stop);
  }

  /** Whether the node runs without containers, for want of what its conditions say. */
  boolean lacksRuntime() {
    return lacksRuntime;
  }

  private SSLContext serving() throws IOException {
    return KeyMaterial.tls(
        Optional.of(Files.readAllBytes(files.caCertificate())),
        Optional.of(
            new ClientCertificate(
                Files.readAllBytes(files.nodeServingCertificate()),
                Files.readAllBytes(files.nodeServingKey()))));
  }

  /** The pods' network is laid when the node has been given its range. */
  private void followPodCidr(NodeRuntime runtime, NetworkPlan network) {
    SharedInformer own =
        connection
            .informers()
            .informer(
                Resources.NODES,
                ListOptions.allNamespaces()
                    .withFields(FieldSelector.equal("metadata.name", configuration.nodeName())));
    own.addHandler(new PodCidrHandler(runtime, network));
    own.start();
  }

  private void proxyServices(ProcessCommandRunner commands, NetworkPlan network) {
    ServiceProxy proxy =
        new ServiceProxy(
            settings.proxy(),
            new ProxyNode(
                ContainerdSettings.below(files.home()).id(),
                configuration.nodeName(),
                configuration.nodeIp().orElseGet(PrimaryAddress::find),
                List.of(network.podCidr()),
                network.serviceCidr()),
            connection.informers(),
            commands,
            connection.timer());
    proxy.start();
    parts.push(proxy::stop);
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.log(Level.WARNING, "A part of the node did not stop in order", e);
      }
    }
  }

  /**
   * Lays the network once for each range; a failure is tried again with the node's next heartbeat.
   */
  private final class PodCidrHandler implements ResourceEventHandler {
    private final NodeRuntime runtime;
    private final NetworkPlan network;
    private String laid = "";

    PodCidrHandler(NodeRuntime runtime, NetworkPlan network) {
      this.runtime = runtime;
      this.network = network;
    }

    private void lay(ApiObject node) {
      String podCidr = node.tree().path("spec").path("podCIDR").asText();
      if (podCidr.isEmpty() || podCidr.equals(laid)) {
        return;
      }
      try {
        runtime.configureNetwork(podCidr, network.podCidr());
        laid = podCidr;
        LOG.log(Level.INFO, "Pods of this node have addresses of {0}", podCidr);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "The pods' network could not be laid; it is tried again", e);
      }
    }

    @Override
    public void onAdd(ApiObject node) {
      lay(node);
    }

    @Override
    public void onUpdate(ApiObject old, ApiObject node) {
      lay(node);
    }

    @Override
    public void onDelete(ApiObject last) {
      // The agent registers its node anew.
    }
  }
}
