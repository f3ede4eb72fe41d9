package io.binnacle.app;

import io.binnacle.apiserver.aggregation.ExtensionApis;
import io.binnacle.apiserver.aggregation.ExtensionAvailability;
import io.binnacle.apiserver.aggregation.ExtensionServers;
import io.binnacle.apiserver.inprocess.InProcessApiClients;
import io.binnacle.client.QueueMetrics;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.client.WorkQueue;
import io.binnacle.storage.ObjectStore;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks the extension API servers for as long as this server runs. */
@Dependent
public class AggregationComponent implements Component {
  private static final Duration INTERVAL = Duration.ofSeconds(30);
  private static final WorkQueue.RateLimit RETRY =
      new WorkQueue.RateLimit(Duration.ofMillis(500), INTERVAL);

  private final ServerConfiguration configuration;
  private final Provider<ObjectStore> store;
  private final Provider<ExtensionApis> apis;
  private final Provider<ExtensionServers> servers;
  private final Provider<InProcessApiClients> clients;
  private final Clock clock;
  private volatile @Nullable Running running;

  private record Running(
      VirtualThreadTimer timer, ExtensionAvailability availability, PeriodicTask checks) {}

  @Inject
  public AggregationComponent(
      ServerConfiguration configuration,
      Provider<ObjectStore> store,
      Provider<ExtensionApis> apis,
      Provider<ExtensionServers> servers,
      Provider<InProcessApiClients> clients,
      Clock clock) {
    this.configuration = configuration;
    this.store = store;
    this.apis = apis;
    this.servers = servers;
    this.clients = clients;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "aggregation";
  }

  /** After the APIServices of this server's own group versions. */
  @Override
  public int order() {
    return 210;
  }

  @Override
  public boolean isEnabled() {
    return configuration.isControlPlane();
  }

  @Override
  public void start() {
    VirtualThreadTimer timer = new VirtualThreadTimer("aggregation");
    ExtensionAvailability availability =
        new ExtensionAvailability(
            store.get(),
            apis.get(),
            servers.get(),
            clients.get().forBootstrap(),
            new WorkQueue<>(timer, clock, RETRY, QueueMetrics.NONE),
            clock);
    availability.start(timer);
    running =
        new Running(
            timer,
            availability,
            PeriodicTask.onVirtualThreads(
                "check of APIServices", INTERVAL, clock, availability::checkAll));
  }

  @Override
  public void tick() {
    Running now = running;
    if (now != null) {
      now.checks().tick();
    }
  }

  @Override
  public void stop() {
    Running now = running;
    running = null;
    if (now != null) {
      now.availability().close();
      now.timer().close();
    }
  }
}
