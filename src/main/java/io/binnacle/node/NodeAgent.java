package io.binnacle.node;

import io.binnacle.apimachinery.resource.Quantity;
import io.binnacle.client.ApiClient;
import io.binnacle.client.EventRecorder;
import io.binnacle.client.InformerFactory;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.node.cluster.ClusterObjects;
import io.binnacle.node.cluster.ServiceAccountTokens;
import io.binnacle.node.configuration.NodeConfiguration;
import io.binnacle.node.configuration.RetentionConfiguration;
import io.binnacle.node.container.RuntimePod;
import io.binnacle.node.container.RuntimePods;
import io.binnacle.node.container.RuntimeWatcher;
import io.binnacle.node.environment.EnvironmentVariables;
import io.binnacle.node.image.ImageGarbageCollector;
import io.binnacle.node.image.ImagePuller;
import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.PodDirectories;
import io.binnacle.node.pod.ContainerStarter;
import io.binnacle.node.pod.ContainerStopper;
import io.binnacle.node.pod.Isolation;
import io.binnacle.node.pod.KernelControlGroups;
import io.binnacle.node.pod.NodeNetwork;
import io.binnacle.node.pod.PodAdmission;
import io.binnacle.node.pod.PodControlGroups;
import io.binnacle.node.pod.PodWorkerContext;
import io.binnacle.node.pod.PodWorkers;
import io.binnacle.node.pod.Sandboxes;
import io.binnacle.node.pod.WorkerTimes;
import io.binnacle.node.podstatus.PodStatusComputation;
import io.binnacle.node.podstatus.PodStatusWriter;
import io.binnacle.node.podstatus.TerminationMessages;
import io.binnacle.node.probe.HandlerExecution;
import io.binnacle.node.probe.ProbeResults;
import io.binnacle.node.probe.Probes;
import io.binnacle.node.runtime.Container;
import io.binnacle.node.runtime.ContainerRuntime;
import io.binnacle.node.runtime.ContainerRuntimeException;
import io.binnacle.node.runtime.cgroup.PodCgroups;
import io.binnacle.node.runtime.logs.ContainerLogRotation;
import io.binnacle.node.source.ApiPodSource;
import io.binnacle.node.source.ManifestFolderSource;
import io.binnacle.node.source.ManifestUrlSource;
import io.binnacle.node.source.MirrorPods;
import io.binnacle.node.source.PodListener;
import io.binnacle.node.source.PodSource;
import io.binnacle.node.source.StaticPods;
import io.binnacle.node.status.HostFacts;
import io.binnacle.node.status.NodeRegistration;
import io.binnacle.node.status.NodeResources;
import io.binnacle.node.status.NodeStatusComputation;
import io.binnacle.node.status.NodeTemplate;
import io.binnacle.node.volume.ContainerMounts;
import io.binnacle.node.volume.HostMounts;
import io.binnacle.node.volume.LocalVolumes;
import io.binnacle.node.volume.Volumes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The node agent: puts its parts together, starts and stops them. Stopping it leaves containers
 * running; the next agent takes them over.
 */
public final class NodeAgent implements AutoCloseable {
  private static final Duration RELIST_PERIOD = Duration.ofSeconds(10);
  private static final Duration OBJECT_AGE = Duration.ofSeconds(5);
  private static final Duration VOLUMES_PERIOD = Duration.ofSeconds(2);
  private static final Duration ORPHANS_PERIOD = Duration.ofSeconds(30);

  /**
   * What the agent works with.
   *
   * @param client acts as the node ({@code system:node:<name>})
   * @param informers of the same client
   * @param events recorded as component kubelet of this host
   * @param cgroups where pods have control groups of their own
   * @param root the agent's own directory
   */
  public record Surroundings(
      ApiClient client,
      InformerFactory informers,
      EventRecorder events,
      ContainerRuntime runtime,
      Optional<PodCgroups> cgroups,
      HostMounts mounts,
      Path root,
      Clock clock) {}

  private final NodeConfiguration configuration;
  private final Surroundings surroundings;
  private final VirtualThreadTimer timer = new VirtualThreadTimer("node-agent");
  private final ProbeResults probeResults = new ProbeResults();
  private final PodDirectories directories;
  private final NodeResources resources;
  private final RuntimePods runtimePods;
  private final RuntimeWatcher watcher;
  private final SharedInformer services;
  private final ApiPodSource apiPods;
  private final List<PodSource> staticSources = new ArrayList<>();
  private final LocalVolumes localVolumes;
  private final NodeRegistration registration;
  private final PodWorkers workers;
  private final MirrorPods mirrors;
  private final Optional<NodeServing> serving;
  private final Housekeeping housekeeping;

  /**
   * @param retention how much is kept of logs and images
   * @param tls of the agent's server: its serving certificate, and trust in the cluster's
   *     authority; without it there is no server
   * @param times how long pod workers wait
   * @throws IOException where the host does not say what it has, or the server's port is taken
   */
  public NodeAgent(
      NodeConfiguration configuration,
      RetentionConfiguration retention,
      Surroundings surroundings,
      Optional<SSLContext> tls,
      WorkerTimes times)
      throws IOException {
    this.configuration = configuration;
    this.surroundings = surroundings;
    this.directories = new PodDirectories(surroundings.root);
    String nodeName = configuration.nodeName();
    HostFacts host = new HostFacts(Path.of("/"), surroundings.root);
    this.resources = NodeResources.of(host, configuration);
    List<String> addresses =
        configuration.nodeIp().isPresent()
            ? List.of(configuration.nodeIp().get())
            : host.addresses();
    this.runtimePods = new RuntimePods(surroundings.runtime);
    this.services =
        surroundings.informers.informer(Resources.SERVICES, ListOptions.allNamespaces());
    this.apiPods = new ApiPodSource(surroundings.informers, nodeName);
    this.localVolumes =
        new LocalVolumes(surroundings.client, surroundings.informers, nodeName, directories);
    this.registration =
        new NodeRegistration(
            surroundings.client,
            configuration,
            new NodeTemplate(configuration, host, directories.localVolumes()),
            new NodeStatusComputation(
                configuration,
                host,
                resources,
                surroundings.runtime,
                addresses,
                surroundings.clock),
            this::port,
            surroundings.clock);
    this.workers =
        new PodWorkers(
            workerContext(times, addresses),
            new PodAdmission(
                nodeName,
                resources,
                new Isolation(configuration.allowedUnsafeSysctls(), host.hasAppArmor())));
    this.watcher =
        new RuntimeWatcher(surroundings.runtime, runtimePods, RELIST_PERIOD, workers::wake);
    addStaticSources(new StaticPods(nodeName, surroundings.clock));
    this.mirrors =
        new MirrorPods(
            surroundings.client,
            apiPods,
            registration::node,
            this::staticPodsKnown,
            workers::wake,
            timer,
            timer);
    this.serving =
        tls.isPresent()
            ? Optional.of(
                NodeServing.open(
                    tls.get(), configuration, surroundings, this::pods, runtimePods, host))
            : Optional.empty();
    this.housekeeping =
        new Housekeeping(duties(retention), () -> apiPods.hasSynced() && staticPodsKnown());
  }

  private void addStaticSources(StaticPods staticPods) {
    configuration
        .manifestFolder()
        .ifPresent(folder ->
            staticSources.add(
                new ManifestFolderSource(folder, staticPods, configuration.fileCheckFrequency())));
    configuration
        .manifestUrl()
        .ifPresent(url ->
            staticSources.add(
                new ManifestUrlSource(
                    URI.create(url), staticPods, configuration.httpCheckFrequency())));
  }

  private PodWorkerContext workerContext(WorkerTimes times, List<String> addresses)
      throws IOException {
    Clock clock = surroundings.clock;
    ContainerRuntime runtime = surroundings.runtime;
    EventRecorder events = surroundings.events;
    ClusterObjects cluster =
        new ClusterObjects(surroundings.client, services.lister(), clock, OBJECT_AGE);
    HandlerExecution handlers = new HandlerExecution(runtime);
    NodeNetwork network =
        new NodeNetwork(
            addresses,
            configuration.clusterDns(),
            configuration.clusterDomain(),
            Path.of("/etc/resolv.conf"));
    ContainerStarter starter =
        new ContainerStarter(
            runtime,
            new ImagePuller(runtime, cluster, events, clock, configuration.maxParallelImagePulls()),
            new EnvironmentVariables(cluster, resources),
            new ContainerMounts(
                directories,
                surroundings.mounts,
                Path.of("/etc/hosts"),
                configuration.clusterDomain()),
            handlers,
            events,
            new ContainerStarter.Host(
                resources.capacity().getOrDefault("memory", Quantity.ZERO).value(),
                directories.seccompProfiles()));
    return new PodWorkerContext(
        runtime,
        runtimePods,
        new Sandboxes(runtime, directories, network, controlGroups()),
        starter,
        new ContainerStopper(runtime, handlers, events, clock),
        new Volumes(
            directories,
            surroundings.mounts,
            cluster,
            new ServiceAccountTokens(surroundings.client, clock),
            resources,
            registration::node,
            clock),
        new Probes(handlers, probeResults, events, clock, this::wake),
        probeResults,
        new PodStatusComputation(
            probeResults, new TerminationMessages(directories), runtimeName(runtime), clock),
        new PodStatusWriter(surroundings.client, apiPods::find, timer, timer),
        events,
        directories,
        clock,
        times);
  }

  /**
   * What container ids begin with. A runtime that is not there yet is most likely the usual one.
   */
  private static String runtimeName(ContainerRuntime runtime) {
    try {
      return runtime.version().replaceFirst("://.*", "");
    } catch (ContainerRuntimeException e) {
      return "containerd";
    }
  }

  private PodControlGroups controlGroups() {
    return surroundings
        .cgroups
        .<PodControlGroups>map(KernelControlGroups::new)
        .orElseGet(PodControlGroups::none);
  }

  /** Where the agent's server listens; what was configured while there is none. */
  public int port() {
    return serving.map(NodeServing::port).orElseGet(configuration::agentPort);
  }

  /** Begins to run pods. Returns at once. */
  public void start() {
    services.start();
    localVolumes.start();
    serving.ifPresent(NodeServing::start);
    registration.start();
    watcher.start();
    mirrors.start();
    apiPods.start(new ToWorkers(false));
    staticSources.forEach(source -> source.start(new ToWorkers(true)));
    housekeeping.start();
  }

  /** The pods that the agent has in hand, static ones included. */
  public List<NodePod> pods() {
    return workers.pods();
  }

  public RuntimePods runtimePods() {
    return runtimePods;
  }

  /** Stops the agent. Containers go on. */
  @Override
  public void close() {
    housekeeping.close();
    serving.ifPresent(NodeServing::close);
    staticSources.forEach(PodSource::close);
    apiPods.close();
    services.close();
    localVolumes.close();
    watcher.close();
    registration.close();
    workers.close();
    timer.close();
  }

  private void wake(String uid) {
    workers.wake(uid);
  }

  private boolean staticPodsKnown() {
    return staticSources.stream().allMatch(PodSource::hasSynced);
  }

  private List<Housekeeping.Duty> duties(RetentionConfiguration retention) {
    ContainerRuntime runtime = surroundings.runtime;
    ContainerLogRotation rotation =
        new ContainerLogRotation(
            runtime,
            surroundings.clock,
            retention.containerLogMaxBytes(),
            retention.containerLogMaxFiles());
    ImageGarbageCollector images =
        new ImageGarbageCollector(runtime, retention, this::imageDisk, surroundings.clock);
    return List.of(
        new Housekeeping.Duty("orphans", ORPHANS_PERIOD, this::tidy),
        new Housekeeping.Duty(
            "logs", retention.containerLogMonitorInterval(), () -> rotateLogs(rotation)),
        new Housekeeping.Duty("local-volumes", VOLUMES_PERIOD, localVolumes::release),
        new Housekeeping.Duty("images", retention.imageGcPeriod(), images::collect));
  }

  /** What no source knows is removed. */
  private void tidy() throws IOException {
    workers.removeOrphans();
    mirrors.reconcileAll();
  }

  private void rotateLogs(ContainerLogRotation rotation) throws IOException {
    for (RuntimePod pod : runtimePods.all().values()) {
      for (Container container : pod.alive()) {
        if (!container.logPath().isEmpty()) {
          rotation.rotate(container.id(), Path.of(container.logPath()));
        }
      }
    }
  }

  /** The filesystem that the runtime names; the agent's own where it names none. */
  private ImageGarbageCollector.Disk imageDisk() throws IOException {
    Path place =
        surroundings.runtime.imageFilesystems().stream()
            .map(filesystem -> Path.of(filesystem.mountpoint()))
            .filter(Files::exists)
            .findFirst()
            .orElse(surroundings.root);
    FileStore store = Files.getFileStore(place);
    return new ImageGarbageCollector.Disk(store.getTotalSpace(), store.getUsableSpace());
  }

  /** Hands what sources tell to the workers, static pods to their mirrors as well. */
  private final class ToWorkers implements PodListener {
    private final boolean mirrored;

    ToWorkers(boolean mirrored) {
      this.mirrored = mirrored;
    }

    @Override
    public void podChanged(NodePod pod) {
      workers.update(pod);
      if (mirrored) {
        mirrors.staticPodChanged(pod, true);
      }
    }

    @Override
    public void podRemoved(NodePod last) {
      workers.remove(last);
      if (mirrored) {
        mirrors.staticPodChanged(last, false);
      }
    }
  }
}
