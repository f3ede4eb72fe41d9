package io.binnacle.app;

import io.binnacle.apiserver.inprocess.InProcessApiClients;
import io.binnacle.app.bootstrap.NetworkPlan;
import io.binnacle.app.bootstrap.PrimaryAddress;
import io.binnacle.client.ApiClient;
import io.binnacle.registry.ResourceCatalog;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that the objects every cluster has are there before anybody else looks, and that the
 * API's address is among them for as long as this server runs.
 */
@Dependent
public class ClusterObjectsComponent implements Component {
  private static final Duration RENEWAL = Duration.ofSeconds(10);

  private final ServerConfiguration configuration;
  private final NetworkPlan network;
  private final Provider<InProcessApiClients> clients;
  private final Provider<ResourceCatalog> catalog;
  private final Clock clock;
  private final PeriodicTask renewal;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable ApiServerEndpoints endpoints;

  @Inject
  public ClusterObjectsComponent(
      ServerConfiguration configuration,
      NetworkPlan network,
      Provider<InProcessApiClients> clients,
      Provider<ResourceCatalog> catalog,
      Clock clock) {
    this.configuration = configuration;
    this.network = network;
    this.clients = clients;
    this.catalog = catalog;
    this.clock = clock;
    this.renewal =
        PeriodicTask.onVirtualThreads(
            "renewal of the API server's address", RENEWAL, clock, this::renew);
  }

  @Override
  public String name() {
    return "system objects";
  }

  @Override
  public int order() {
    return 200;
  }

  @Override
  public boolean isEnabled() {
    return configuration.isControlPlane();
  }

  @Override
  public void start() {
    ApiClient client = clients.get().forBootstrap();
    ClusterObjects objects = new ClusterObjects(client);
    objects.ensure(network, configuration.port());
    objects.ensureApiServices(catalog.get().all());
    ensureExtensionAuthentication(objects);
    ApiServerEndpoints created =
        new ApiServerEndpoints(
            client,
            new ApiServerEndpoints.Self(
                new LeaderIdentity(configuration.files()).id(),
                PrimaryAddress.find(),
                configuration.port()),
            clock);
    created.reconcile();
    endpoints = created;
  }

  private void ensureExtensionAuthentication(ClusterObjects objects) {
    try {
      objects.ensureExtensionAuthentication(configuration.files(), clock);
    } catch (IOException e) {
      throw new UncheckedIOException("the PKI cannot be read", e);
    }
  }

  @Override
  public void tick() {
    renewal.tick();
  }

  private void renew() {
    onEndpoints(ApiServerEndpoints::reconcile);
  }

  /** A renewal may be under way when the server stops; after that there must be none. */
  private void onEndpoints(Consumer<ApiServerEndpoints> action) {
    lock.lock();
    try {
      ApiServerEndpoints known = endpoints;
      if (known != null) {
        action.accept(known);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stop() {
    onEndpoints(known -> {
      endpoints = null;
      known.withdraw();
    });
  }
}
