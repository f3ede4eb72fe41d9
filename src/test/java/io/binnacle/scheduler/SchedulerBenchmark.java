package io.binnacle.scheduler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.client.EventRecorder;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.FakeTime;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.client.VirtualThreadTimer;
import io.binnacle.scheduler.provider.AlgorithmProviderRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/**
 * Schedules pods in memory and says how many a second: {@code SchedulerBenchmark [nodes] [pods]
 * [rounds]}. The API in memory, which records every call, is part of what is measured.
 */
public final class SchedulerBenchmark {
  private SchedulerBenchmark() {}

  public static void main(String[] arguments) throws InterruptedException {
    int nodes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    int pods = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5000;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
    for (int round = 1; round <= rounds; round++) {
      Duration taken = run(nodes, pods);
      System.out.printf(
          "%d pods on %d nodes: %.2f s, %.0f pods/s%n",
          pods, nodes, taken.toMillis() / 1000.0, pods * 1000.0 / taken.toMillis());
    }
  }

  private static Duration run(int nodes, int pods) throws InterruptedException {
    FakeApiClient client = new FakeApiClient(new FakeTime());
    for (int i = 0; i < nodes; i++) {
      client.given(
          Resources.NODES,
          Fixtures.nodeTree(
                  "node-" + i,
                  "topology.kubernetes.io/zone: z" + i % 3,
                  "",
                  "cpu: 32, memory: 128Gi, pods: 110")
              .toString());
    }
    for (int i = 0; i < pods; i++) {
      client.given(Resources.PODS, pod(i).toString());
    }
    CountDownLatch bound = new CountDownLatch(pods);
    VirtualThreadTimer timer = new VirtualThreadTimer("benchmark");
    SharedInformerFactory informers =
        new SharedInformerFactory(client, timer, timer, new Random(1));
    SchedulerConfiguration configuration =
        new SchedulerConfiguration(
            true,
            AlgorithmProviderRegistry.DEFAULT_PROVIDER,
            List.of("default-scheduler"),
            0,
            64,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1));
    Scheduler scheduler =
        new Scheduler(
            configuration,
            Profiles.of(
                configuration, new AlgorithmProviderRegistry(Fixtures.plugins(), List.of())),
            new ClusterAccess(client, informers, new Counter(bound)),
            new SchedulerRuntime(Clock.systemUTC(), new Random(1), timer, timer));
    long start = System.nanoTime();
    scheduler.start();
    bound.await();
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    scheduler.stop();
    informers.close();
    timer.close();
    return taken;
  }

  /** Pods of 50 controllers. */
  private static ObjectNode pod(int i) {
    return Fixtures.pod(
            "pod-" + i,
            "labels: {app: web}, ownerReferences: [{apiVersion: v1, kind: ReplicationController,"
                + " name: rc, uid: rc-"
                + i % 50
                + ", controller: true}]",
            "containers: [{name: c, image: app, resources: {requests: {cpu: 100m, memory: 128Mi}}}]")
        .object()
        .copyTree();
  }

  private record Counter(CountDownLatch bound) implements EventRecorder {
    @Override
    public void normal(ApiObject about, String reason, String message) {
      if (reason.equals("Scheduled")) {
        bound.countDown();
      }
    }

    @Override
    public void warning(ApiObject about, String reason, String message) {
      System.err.println(about.key() + " " + reason + " " + message);
    }

    @Override
    public void event(
        ApiObject about, String fieldPath, String type, String reason, String message) {
      normal(about, reason, message);
    }
  }
}
