package io.binnacle.app;

import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apiserver.inprocess.InProcessApiClients;
import io.binnacle.app.bootstrap.HostNames;
import io.binnacle.client.ApiClient;
import io.binnacle.client.EventSource;
import io.binnacle.client.LeaderElector;
import io.binnacle.client.QueuedEventRecorder;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.scheduler.ClusterAccess;
import io.binnacle.scheduler.Profiles;
import io.binnacle.scheduler.Scheduler;
import io.binnacle.scheduler.SchedulerConfiguration;
import io.binnacle.scheduler.SchedulerRuntime;
import io.binnacle.scheduler.framework.Plugin;
import io.binnacle.scheduler.provider.AlgorithmProvider;
import io.binnacle.scheduler.provider.AlgorithmProviderRegistry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.security.SecureRandom;
import java.time.Clock;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.jspecify.annotations.Nullable;

/** Runs the scheduler on the server that is elected for it. */
@Dependent
public class SchedulerComponent implements Component {
  private static final String USER = "system:kube-scheduler";
  private static final ObjectKey LEASE = new ObjectKey("kube-system", "binnacle-scheduler");

  private final ServerConfiguration server;
  private final SchedulerConfiguration configuration;
  private final Provider<InProcessApiClients> clients;
  private final Instance<Plugin> plugins;
  private final Instance<AlgorithmProvider> providers;
  private final Clock clock;
  private final SecureRandom random;
  private final MetricRegistry metrics;
  private @Nullable VirtualThreadTimer timer;
  private @Nullable SharedInformerFactory informers;
  private @Nullable Scheduler scheduler;
  private @Nullable LeaderElector elector;
  private @Nullable ElectionTurns turns;

  @Inject
  public SchedulerComponent(
      ServerConfiguration server,
      SchedulerConfiguration configuration,
      Provider<InProcessApiClients> clients,
      Instance<Plugin> plugins,
      Instance<AlgorithmProvider> providers,
      Clock clock,
      SecureRandom random,
      MetricRegistry metrics) {
    this.server = server;
    this.configuration = configuration;
    this.clients = clients;
    this.plugins = plugins;
    this.providers = providers;
    this.clock = clock;
    this.random = random;
    this.metrics = metrics;
  }

  @Override
  public String name() {
    return "scheduler";
  }

  @Override
  public int order() {
    return 400;
  }

  @Override
  public boolean isEnabled() {
    return server.isControlPlane() && configuration.enabled();
  }

  @Override
  public void start() {
    ApiClient client = clients.get().forUser(USER);
    VirtualThreadTimer shared = new VirtualThreadTimer("scheduler");
    timer = shared;
    SharedInformerFactory factory = new SharedInformerFactory(client, shared, shared, random);
    informers = factory;
    QueuedEventRecorder recorder =
        new QueuedEventRecorder(
            client,
            new EventSource("default-scheduler", HostNames.hostName()),
            new QueuedEventRecorder.Runtime(shared, shared, clock));
    AlgorithmProviderRegistry registry =
        new AlgorithmProviderRegistry(plugins.stream().toList(), providers.stream().toList());
    Scheduler created =
        new Scheduler(
            configuration,
            Profiles.of(configuration, registry),
            new ClusterAccess(client, factory, recorder),
            new SchedulerRuntime(clock, random, shared, shared));
    scheduler = created;
    SchedulerMetrics.publish(created, new Gauges(metrics));
    LeaderElector candidate =
        new LeaderElector(
            client,
            LEASE,
            new LeaderIdentity(server.files()).name(),
            LeaderElector.Timing.DEFAULT,
            clock,
            new LeaderElector.Listener() {
              @Override
              public void onStartedLeading() {
                created.start();
              }

              @Override
              public void onStoppedLeading() {
                created.stop();
              }
            });
    elector = candidate;
    ElectionTurns election = new ElectionTurns(shared, candidate::tick);
    turns = election;
    election.start();
  }

  @Override
  public void stop() {
    if (turns != null) {
      turns.close();
    }
    if (elector != null) {
      elector.release();
    }
    if (scheduler != null) {
      scheduler.stop();
    }
    if (informers != null) {
      informers.close();
    }
    if (timer != null) {
      timer.close();
    }
  }
}
