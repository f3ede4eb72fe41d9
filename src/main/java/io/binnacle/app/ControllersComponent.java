package io.binnacle.app;

import io.binnacle.apiserver.inprocess.InProcessApiClients;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.configuration.ConfigurationReader;
import io.binnacle.controller.Controller;
import io.binnacle.controller.ControllerEnvironment;
import io.binnacle.controller.ControllerRuntime;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jspecify.annotations.Nullable;

/** Runs the controllers; the election's turns also let them enqueue what is due. */
@Dependent
public class ControllersComponent implements Component {
  private final ServerConfiguration configuration;
  private final ConfigurationReader reader;
  private final Instance<Controller> controllers;
  private final Provider<InProcessApiClients> clients;
  private final Clock clock;
  private final MetricRegistry metrics;
  private @Nullable VirtualThreadTimer timer;
  private @Nullable ControllerRuntime runtime;
  private @Nullable ElectionTurns turns;

  @Inject
  public ControllersComponent(
      ServerConfiguration configuration,
      ConfigurationReader reader,
      Instance<Controller> controllers,
      Provider<InProcessApiClients> clients,
      Clock clock,
      MetricRegistry metrics) {
    this.configuration = configuration;
    this.reader = reader;
    this.controllers = controllers;
    this.clients = clients;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public String name() {
    return "controllers";
  }

  @Override
  public int order() {
    return 300;
  }

  @Override
  public boolean isEnabled() {
    return configuration.isControlPlane();
  }

  @Override
  public void start() {
    VirtualThreadTimer shared = new VirtualThreadTimer("controllers");
    timer = shared;
    List<Controller> all = controllers.stream().toList();
    ControllerRuntime created =
        new ControllerRuntime(
            all,
            new ControllerEnvironment(
                clients.get(),
                reader,
                clock,
                shared,
                shared,
                RandomGenerator.getDefault(),
                new LeaderIdentity(configuration.files()).name()));
    WorkQueueMetrics.publish(created.counters(), new Gauges(metrics));
    runtime = created;
    created.start();
    ElectionTurns election = new ElectionTurns(shared, created::tick);
    turns = election;
    election.start();
  }

  @Override
  public void stop() {
    if (turns != null) {
      turns.close();
    }
    if (runtime != null) {
      runtime.close();
    }
    if (timer != null) {
      timer.close();
    }
  }
}
