package io.binnacle.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Many objects of the kinds that controllers care for, and no changes: what is spent on them. */
record IdleScenario(int objects, Duration length) implements Scenario {
  private static final Duration SETTLING = Duration.ofSeconds(20);
  private static final int NAMESPACES = 20;
  private static final int AT_A_TIME = 32;

  /** Of each ten objects that are made; deployments and services make some more. */
  private static final List<GroupVersionResource> MIX =
      List.of(
          Resources.CONFIG_MAPS,
          Resources.CONFIG_MAPS,
          Resources.CONFIG_MAPS,
          Resources.SECRETS,
          Resources.DEPLOYMENTS,
          Resources.SERVICES,
          Resources.PODS);

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public void run(BenchCluster cluster, BenchReport report) {
    BenchCluster.Stopwatch making = cluster.measure(name());
    for (int i = 0; i < NAMESPACES; i++) {
      ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
      namespace.putObject("metadata").put("name", namespace(i));
      cluster.client().create(Resources.NAMESPACES, "", namespace);
    }
    int made = objects * MIX.size() / (MIX.size() + 3);
    create(cluster, made);
    cluster.pause(SETTLING);
    report.add(making.stop("objects", made));
    BenchCluster.Stopwatch watch = cluster.measure(name());
    cluster.pause(length);
    long all = (long) cluster.metrics().read().sum("apiserver_resource_objects");
    report.add(watch.stop("no changes", 0, Map.of("objects", all)));
    for (int i = 0; i < NAMESPACES; i++) {
      cluster.client().delete(Resources.NAMESPACES, "", namespace(i), DeleteOptions.defaults());
    }
  }

  private static String namespace(int index) {
    return "bench-idle-" + index % NAMESPACES;
  }

  private static void create(BenchCluster cluster, int count) {
    Semaphore places = new Semaphore(AT_A_TIME);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        int index = i;
        places.acquireUninterruptibly();
        var unused =
            threads.submit(() -> {
              try {
                GroupVersionResource resource = MIX.get(index % MIX.size());
                cluster
                    .client()
                    .create(resource, namespace(index / MIX.size()), object(resource, index));
              } finally {
                places.release();
              }
            });
      }
    }
  }

  private static ObjectNode object(GroupVersionResource resource, int index) {
    ObjectNode object = Json.object();
    object.put("apiVersion", resource.group().isEmpty() ? "v1" : resource.group() + "/v1");
    object.putObject("metadata").put("name", "idle-" + index);
    switch (resource.resource()) {
      case "configmaps" -> object.put("kind", "ConfigMap").putObject("data").put("key", "value");
      case "secrets" -> object.put("kind", "Secret").putObject("stringData").put("key", "value");
      case "services" -> {
        ObjectNode spec = object.put("kind", "Service").putObject("spec");
        spec.put("clusterIP", "None");
        spec.putObject("selector").put("app", "idle-" + index);
        spec.putArray("ports").addObject().put("port", 80);
      }
      case "deployments" -> {
        ObjectNode spec = object.put("kind", "Deployment").putObject("spec");
        spec.put("replicas", 0);
        spec.putObject("selector").putObject("matchLabels").put("app", "idle-" + index);
        ObjectNode template = spec.putObject("template");
        template.putObject("metadata").putObject("labels").put("app", "idle-" + index);
        container(template.putObject("spec"));
      }
      default -> {
        ObjectNode spec = object.put("kind", "Pod").putObject("spec");
        spec.put("schedulerName", "nobody");
        spec.put("automountServiceAccountToken", false);
        container(spec);
      }
    }
    return object;
  }

  private static void container(ObjectNode podSpec) {
    podSpec.putArray("containers").addObject().put("name", "app").put("image", "none");
  }
}
