package io.binnacle.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Creators that all want a pod at the same moment, in a namespace whose quota has fewer places: in
 * each round exactly as many must get one as there are places.
 */
record QuotaScenario(int creators, int slots, int rounds) implements Scenario {
  private static final String NAMESPACE = "bench-quota";
  private static final String QUOTA = "pods";

  @Override
  public String name() {
    return "quota";
  }

  @Override
  public void run(BenchCluster cluster, BenchReport report) {
    begin(cluster);
    long over = 0;
    long unused = 0;
    long creating = 0;
    BenchCluster.Stopwatch all = cluster.measure(name());
    for (int round = 0; round < rounds; round++) {
      BenchCluster.Stopwatch watch = cluster.measure(name());
      int made = round(cluster, round);
      creating += watch.taken().toMillis();
      over += Math.max(0, made - slots);
      unused += Math.max(0, slots - made);
      clear(cluster);
    }
    report.add(
        all.stop(
            "rounds", rounds, Map.of("over", over, "unused", unused, "creatingMillis", creating)));
    cluster.client().delete(Resources.NAMESPACES, "", NAMESPACE, DeleteOptions.defaults());
  }

  private void begin(BenchCluster cluster) {
    ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
    namespace.putObject("metadata").put("name", NAMESPACE);
    cluster.client().create(Resources.NAMESPACES, "", namespace);
    cluster.await("the namespace's service account", () -> hasServiceAccount(cluster));
    ObjectNode quota = Json.object().put("apiVersion", "v1").put("kind", "ResourceQuota");
    quota.putObject("metadata").put("name", QUOTA);
    quota.putObject("spec").putObject("hard").put("pods", Integer.toString(slots));
    cluster.client().create(Resources.RESOURCE_QUOTAS, NAMESPACE, quota);
    cluster.await("the quota", () -> used(cluster).equals("0"));
  }

  private static boolean hasServiceAccount(BenchCluster cluster) {
    return !cluster
        .client()
        .list(Resources.SERVICE_ACCOUNTS, ListOptions.inNamespace(NAMESPACE))
        .items()
        .isEmpty();
  }

  private static String used(BenchCluster cluster) {
    return cluster
        .client()
        .get(Resources.RESOURCE_QUOTAS, NAMESPACE, QUOTA)
        .tree()
        .path("status")
        .path("used")
        .path("pods")
        .asText();
  }

  /** Gives how many got a place. */
  private int round(BenchCluster cluster, int round) {
    CountDownLatch start = new CountDownLatch(1);
    AtomicInteger made = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int creator = 0; creator < creators; creator++) {
      String name = "creator-" + round + "-" + creator;
      threads.add(Thread.ofVirtual().name(name).start(() -> create(cluster, name, start, made)));
    }
    start.countDown();
    for (Thread thread : threads) {
      join(thread);
    }
    return made.get();
  }

  private static void create(
      BenchCluster cluster, String name, CountDownLatch start, AtomicInteger made) {
    try {
      start.await();
      cluster.client().create(Resources.PODS, NAMESPACE, pod(name));
      made.incrementAndGet();
    } catch (ApiException e) {
      if (e.code() != 403) {
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailure("interrupted");
    }
  }

  /** Nobody schedules it: places are what this is about. */
  private static ObjectNode pod(String name) {
    ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata").put("name", name);
    ObjectNode spec = pod.putObject("spec");
    spec.put("schedulerName", "nobody");
    spec.put("automountServiceAccountToken", false);
    spec.putArray("containers").addObject().put("name", "app").put("image", "none");
    return pod;
  }

  private static void clear(BenchCluster cluster) {
    ListOptions all = ListOptions.inNamespace(NAMESPACE);
    cluster
        .client()
        .list(Resources.PODS, all)
        .items()
        .forEach(pod ->
            cluster.client().delete(Resources.PODS, NAMESPACE, pod.name(), DeleteOptions.now()));
    cluster.await("the quota to be free again", () -> used(cluster).equals("0"));
  }
}
