package io.binnacle.app;

import io.binnacle.apiserver.inprocess.InProcessApiClients;
import io.binnacle.app.bootstrap.NetworkPlan;
import io.binnacle.app.bootstrap.PrimaryAddress;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Provider;

/** Sees to it that the objects every cluster has are there before anybody else looks. */
@Dependent
public class ClusterObjectsComponent implements Component {
  private final ServerConfiguration configuration;
  private final NetworkPlan network;
  private final Provider<InProcessApiClients> clients;

  @Inject
  public ClusterObjectsComponent(
      ServerConfiguration configuration,
      NetworkPlan network,
      Provider<InProcessApiClients> clients) {
    this.configuration = configuration;
    this.network = network;
    this.clients = clients;
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
    new ClusterObjects(clients.get().forBootstrap())
        .ensure(network, PrimaryAddress.find(), configuration.port());
  }

  @Override
  public void stop() {
    // What it made stays.
  }
}
