package io.binnacle.proxy;

import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.DelayedExecutor;
import io.binnacle.client.InformerFactory;
import io.binnacle.client.ListOptions;
import io.binnacle.client.ResourceEventHandler;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformer;
import io.binnacle.process.CommandException;
import io.binnacle.process.CommandRunner;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The service proxy of a node: follows Services and EndpointSlices and keeps the rules in step.
 * Changes are gathered for a moment and applied together; what fails is tried again. {@link #stop}
 * leaves the rules: pods go on serving while the process is away. {@link #remove} removes them.
 *
 * <p>Where rules cannot be made, for want of a program or of root, {@link #problem} says why, and
 * nothing else happens.
 */
public final class ServiceProxy {
  private static final Logger LOG = System.getLogger(ServiceProxy.class.getName());
  private static final Duration RETRY_PERIOD = Duration.ofSeconds(5);

  private final ProxyConfiguration configuration;
  private final SharedInformer services;
  private final SharedInformer endpointSlices;
  private final SharedInformer nodes;
  private final HealthCheckServer healthChecks = new HealthCheckServer();
  private final CommandRunner commands;
  private final DelayedExecutor timer;
  private final ServiceResolver resolver;
  private final NftablesDataplane dataplane;
  private final ServiceRoute route;
  private final AtomicBoolean requested = new AtomicBoolean();
  private volatile boolean running;
  private volatile Optional<String> problem = Optional.empty();
  private boolean observing;
  private boolean refreshing;
  private List<ServicePort> applied = List.of();

  /**
   * @param informers with the identity of the node
   * @param commands finds {@code nft}, {@code ip} and, where there is one, {@code conntrack}
   * @param timer also runs the synchronizations, which block
   */
  public ServiceProxy(
      ProxyConfiguration configuration,
      ProxyNode node,
      InformerFactory informers,
      CommandRunner commands,
      DelayedExecutor timer) {
    this.configuration = configuration;
    this.services = informers.informer(Resources.SERVICES, ListOptions.allNamespaces());
    this.endpointSlices =
        informers.informer(Resources.ENDPOINT_SLICES, ListOptions.allNamespaces());
    this.commands = commands;
    this.timer = timer;
    this.nodes =
        informers.informer(
            Resources.NODES,
            ListOptions.allNamespaces()
                .withFields(FieldSelector.equal("metadata.name", node.nodeName())));
    this.resolver = new ServiceResolver(node.nodeName(), this::zone);
    this.dataplane = new NftablesDataplane(node, configuration, commands);
    this.route = new ServiceRoute(node, commands);
  }

  /** Begins to keep the rules in step. Returns at once; idempotent. */
  public synchronized void start() {
    if (running || !configuration.enabled()) {
      return;
    }
    running = true;
    if (!observing) {
      observing = true;
      services.addHandler(new Changes());
      endpointSlices.addHandler(new Changes());
      services.start();
      nodes.addHandler(new ZoneChanges());
      endpointSlices.start();
      nodes.start();
    }
    request(Duration.ZERO);
    if (!refreshing) {
      refreshing = true;
      timer.execute(this::refresh, configuration.syncPeriod());
    }
  }

  /** Ends following the cluster; the rules stay. */
  public synchronized void stop() {
    running = false;
    healthChecks.close();
  }

  /**
   * Removes the rules and the route of a proxy that runs no more: the cluster is taken down.
   *
   * @param instance as in {@link ProxyNode}
   * @throws CommandException when something could not be removed
   */
  public static void remove(String instance, String serviceCidr, CommandRunner commands) {
    ProxyNode node = new ProxyNode(instance, "", "", List.of(), serviceCidr);
    new ServiceRoute(node, commands).remove();
    NftablesDataplane.remove(node, commands);
  }

  /** Why services cannot be reached through this node at present; empty when all is well. */
  public Optional<String> problem() {
    return problem;
  }

  private void request(Duration delay) {
    if (running && requested.compareAndSet(false, true)) {
      timer.execute(this::synchronize, delay);
    }
  }

  private void refresh() {
    synchronized (this) {
      refreshing = running;
    }
    if (running) {
      applyNow();
      timer.execute(this::refresh, configuration.syncPeriod());
    }
  }

  private void synchronize() {
    // Reset first: a change from here on asks for the next round.
    requested.set(false);
    if (!services.hasSynced() || !endpointSlices.hasSynced()) {
      // Rules of half the cluster would cut off services that work.
      request(configuration.minSyncPeriod());
      return;
    }
    applyNow();
  }

  private synchronized void applyNow() {
    if (!running || !services.hasSynced() || !endpointSlices.hasSynced()) {
      return;
    }
    List<ApiObject> allServices = services.lister().list("", LabelSelector.everything());
    List<ApiObject> allSlices = endpointSlices.lister().list("", LabelSelector.everything());
    List<ServicePort> ports = resolver.resolve(allServices, allSlices);
    healthChecks.apply(resolver.healthChecks(allServices, allSlices));
    try {
      route.ensure();
      dataplane.apply(ports);
      forgetStaleFlows(StaleFlows.commands(applied, ports));
      applied = ports;
      if (problem.isPresent()) {
        LOG.log(Level.INFO, "Services can be reached through this node again");
        problem = Optional.empty();
      }
    } catch (CommandException e) {
      String reason = String.valueOf(e.getMessage());
      if (!problem.equals(Optional.of(reason))) {
        LOG.log(Level.WARNING, "Services cannot be reached through this node: {0}", reason);
        problem = Optional.of(reason);
      }
      request(RETRY_PERIOD);
    }
  }

  /** The zone of this node, empty where it is not known. */
  private String zone() {
    return nodes.lister().list("", LabelSelector.everything()).stream()
        .map(node -> node.labels().getOrDefault("topology.kubernetes.io/zone", ""))
        .findFirst()
        .orElse("");
  }

  private void forgetStaleFlows(List<List<String>> stale) {
    for (List<String> arguments : stale) {
      List<String> command = new ArrayList<>(List.of("conntrack"));
      command.addAll(arguments);
      try {
        // It fails when there is no such flow: that is what was wanted.
        commands.run(command, "");
      } catch (CommandException e) {
        LOG.log(
            Level.DEBUG, "UDP clients may have to wait for flows to expire: {0}", e.getMessage());
        return;
      }
    }
  }

  /** Most changes of a node are heartbeats. */
  private final class ZoneChanges implements ResourceEventHandler {
    @Override
    public void onAdd(ApiObject object) {
      request(configuration.minSyncPeriod());
    }

    @Override
    public void onUpdate(ApiObject old, ApiObject current) {
      if (!old.labels().equals(current.labels())) {
        request(configuration.minSyncPeriod());
      }
    }

    @Override
    public void onDelete(ApiObject last) {
      request(configuration.minSyncPeriod());
    }
  }

  /** Any change asks for a synchronization. */
  private final class Changes implements ResourceEventHandler {
    @Override
    public void onAdd(ApiObject object) {
      request(configuration.minSyncPeriod());
    }

    @Override
    public void onUpdate(ApiObject old, ApiObject current) {
      request(configuration.minSyncPeriod());
    }

    @Override
    public void onDelete(ApiObject last) {
      request(configuration.minSyncPeriod());
    }
  }
}
