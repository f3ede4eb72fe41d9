package io.binnacle.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/**
 * Workloads that change at random, and what is wrong with them: nothing, once the cluster has come
 * to rest. For one thread.
 */
final class SoakWorkloads {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String NAMESPACE = "soak";
  private static final String INDEX = "batch.kubernetes.io/job-completion-index";
  private static final int COMPLETIONS = 5;

  /** Pods leave a lost node soon. */
  private static final String POD =
      """
      {"metadata":{"labels":{"app":"%s"},"annotations":{%s}},
       "spec":{"automountServiceAccountToken":false,"terminationGracePeriodSeconds":1,%s
         "tolerations":[
           {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute",
            "tolerationSeconds":1},
           {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute",
            "tolerationSeconds":1}],
         "containers":[{"name":"app","image":"none"}]}}
      """;

  private static final List<GroupVersionResource> MADE =
      List.of(
          Resources.PODS,
          Resources.REPLICA_SETS,
          Resources.DEPLOYMENTS,
          Resources.STATEFUL_SETS,
          Resources.JOBS,
          Resources.CONTROLLER_REVISIONS,
          Resources.ENDPOINT_SLICES);

  private final ApiClient client;
  private final Random random;
  private int jobs;
  private int revisions;

  SoakWorkloads(ApiClient client, Random random) {
    this.client = client;
    this.random = random;
  }

  void create() {
    make(
        Resources.NAMESPACES,
        "",
        "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"soak\"}}");
    make(
        Resources.SERVICES,
        NAMESPACE,
        """
        {"kind":"Service","apiVersion":"v1","metadata":{"name":"web"},
         "spec":{"selector":{"app":"web"},"ports":[{"port":80}]}}
        """);
    replicated(Resources.DEPLOYMENTS, "Deployment", "web", 6, "");
    replicated(Resources.DEPLOYMENTS, "Deployment", "work", 3, "");
    replicated(Resources.STATEFUL_SETS, "StatefulSet", "data", 3, "\"serviceName\":\"data\",");
  }

  private void replicated(
      GroupVersionResource resource, String kind, String name, int replicas, String more) {
    make(
        resource,
        NAMESPACE,
        """
        {"kind":"%s","apiVersion":"apps/v1","metadata":{"name":"%s"},
         "spec":{"replicas":%d,%s"selector":{"matchLabels":{"app":"%s"}},"template":%s}}
        """
            .formatted(kind, name, replicas, more, name, POD.formatted(name, "", "")));
  }

  private void make(GroupVersionResource resource, String namespace, String json) {
    insist(() -> {
      try {
        client.create(resource, namespace, Json.readTrusted(json));
      } catch (ApiException e) {
        // Made by an attempt whose answer was lost.
        if (!e.isAlreadyExists()) {
          throw e;
        }
      }
    });
  }

  /** A server that is just going, or coming, is asked again. */
  private static void insist(Runnable call) {
    Awaitility.await()
        .atMost(PATIENCE)
        .ignoreException(ApiException.class)
        .until(() -> {
          call.run();
          return true;
        });
  }

  /** Changes something at random; says what. */
  String change() {
    return switch (random.nextInt(4)) {
      case 0 -> scale(Resources.DEPLOYMENTS, random.nextBoolean() ? "web" : "work", 12);
      case 1 -> scale(Resources.STATEFUL_SETS, "data", 5);
      case 2 -> update();
      default -> job();
    };
  }

  private String scale(GroupVersionResource resource, String name, int most) {
    int replicas = random.nextInt(most + 1);
    ObjectNode patch = Json.object();
    patch.putObject("spec").put("replicas", replicas);
    insist(() -> client.patch(resource, NAMESPACE, name, "", PatchType.MERGE, patch));
    return name + " has " + replicas + " replicas";
  }

  private String update() {
    revisions++;
    ObjectNode patch = Json.object();
    patch
        .putObject("spec")
        .putObject("template")
        .putObject("metadata")
        .putObject("annotations")
        .put("revision", Integer.toString(revisions));
    insist(() -> client.patch(Resources.DEPLOYMENTS, NAMESPACE, "web", "", PatchType.MERGE, patch));
    return "web is updated";
  }

  private String job() {
    String name = "job-" + jobs++;
    String pod =
        POD.formatted(
            name,
            "\"simulation.binnacle.io/run-milliseconds\":\"300\"",
            "\"restartPolicy\":\"Never\",");
    make(
        Resources.JOBS,
        NAMESPACE,
        """
        {"kind":"Job","apiVersion":"batch/v1","metadata":{"name":"%s"},
         "spec":{"completions":%d,"parallelism":3,"completionMode":"Indexed","backoffLimit":50,
           "template":%s}}
        """
            .formatted(name, COMPLETIONS, pod));
    return name + " is made";
  }

  /** Asks for all that there is to go; says what is still there. */
  void deleteAll() {
    for (GroupVersionResource resource :
        List.of(Resources.DEPLOYMENTS, Resources.STATEFUL_SETS, Resources.JOBS)) {
      insist(() -> list(resource).forEach(object -> delete(resource, object)));
    }
    insist(() -> list(Resources.SERVICES).forEach(object -> delete(Resources.SERVICES, object)));
  }

  private void delete(GroupVersionResource resource, ApiObject object) {
    DeleteOptions background =
        new DeleteOptions(
            DeleteOptions.defaults().gracePeriodSeconds(),
            Optional.of(object.uid()),
            Optional.empty(),
            Optional.of("Background"));
    try {
      client.delete(resource, NAMESPACE, object.name(), background);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  /** What is left after everything was deleted. */
  List<String> leaked() {
    List<String> left = new ArrayList<>();
    for (GroupVersionResource resource : MADE) {
      list(resource).forEach(object -> left.add(resource.resource() + " " + object.name()));
    }
    return left;
  }

  private List<ApiObject> list(GroupVersionResource resource) {
    return client.list(resource, ListOptions.inNamespace(NAMESPACE)).items();
  }

  /** All in which what is differs from what should be. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    List<ApiObject> pods = list(Resources.PODS);
    List<ApiObject> sets = list(Resources.REPLICA_SETS);
    List<ApiObject> deployments = list(Resources.DEPLOYMENTS);
    List<ApiObject> stateful = list(Resources.STATEFUL_SETS);
    List<ApiObject> all = list(Resources.JOBS);
    deployments.forEach(object -> replicas(object, "availableReplicas", pods, problems));
    stateful.forEach(object -> replicas(object, "readyReplicas", pods, problems));
    stateful.forEach(object -> identities(object, pods, problems));
    all.forEach(job -> completed(job, pods, problems));
    Map<String, String> owners = new HashMap<>();
    List.of(sets, deployments, stateful, all)
        .forEach(list -> list.forEach(owner -> owners.put(owner.uid(), owner.name())));
    orphans(sets, owners, problems);
    orphans(pods, owners, problems);
    endpoints(pods, problems);
    return problems;
  }

  private static void replicas(
      ApiObject object, String field, List<ApiObject> pods, List<String> problems) {
    int wanted = object.tree().at("/spec/replicas").asInt();
    JsonNode status = object.tree().path("status");
    long live =
        pods.stream()
            .filter(pod -> object.name().equals(pod.labels().get("app")))
            .filter(pod -> !pod.isBeingDeleted())
            .count();
    if (status.path("observedGeneration").asLong() != object.generation()
        || status.path("replicas").asInt() != wanted
        || status.path(field).asInt() != wanted
        || live != wanted) {
      problems.add(
          "%s wants %d, has %d pods, says %s".formatted(object.name(), wanted, live, status));
    }
  }

  private static void identities(ApiObject set, List<ApiObject> pods, List<String> problems) {
    Set<String> wanted = new TreeSet<>();
    for (int i = 0; i < set.tree().at("/spec/replicas").asInt(); i++) {
      wanted.add(set.name() + "-" + i);
    }
    Set<String> present = new TreeSet<>();
    pods.stream()
        .filter(pod -> set.name().equals(pod.labels().get("app")))
        .forEach(pod -> present.add(pod.name()));
    if (!wanted.equals(present)) {
      problems.add(set.name() + " has " + present);
    }
  }

  private static void completed(ApiObject job, List<ApiObject> pods, List<String> problems) {
    JsonNode status = job.tree().path("status");
    if (status.path("succeeded").asInt() != COMPLETIONS
        || status.path("active").asInt() != 0
        || !status.path("completedIndexes").asText().equals("0-" + (COMPLETIONS - 1))) {
      problems.add(job.name() + " says " + status);
    }
    duplicateIndexes(job, pods, problems);
  }

  private static void duplicateIndexes(ApiObject job, List<ApiObject> pods, List<String> problems) {
    Set<String> active = new HashSet<>();
    for (ApiObject pod : pods) {
      String phase = pod.tree().at("/status/phase").asText();
      boolean runs = !phase.equals("Succeeded") && !phase.equals("Failed");
      if (job.name().equals(pod.labels().get("app"))
          && runs
          && !pod.isBeingDeleted()
          && !active.add(pod.annotations().getOrDefault(INDEX, ""))) {
        problems.add("two pods of " + job.name() + " have the index of " + pod.name());
      }
    }
  }

  private static void orphans(
      List<ApiObject> objects, Map<String, String> owners, List<String> problems) {
    for (ApiObject object : objects) {
      String owner = object.controllerOwner().map(reference -> reference.uid()).orElse("");
      if (!owners.containsKey(owner) || object.isBeingDeleted()) {
        problems.add(object + " has no owner, or is about to go");
      }
    }
  }

  private void endpoints(List<ApiObject> pods, List<String> problems) {
    Set<String> ready = new TreeSet<>();
    pods.stream()
        .filter(pod -> "web".equals(pod.labels().get("app")))
        .forEach(pod -> ready.add(pod.tree().at("/status/podIP").asText()));
    Set<String> told = new TreeSet<>();
    for (ApiObject slice : list(Resources.ENDPOINT_SLICES)) {
      for (JsonNode endpoint : slice.tree().path("endpoints")) {
        endpoint.path("addresses").forEach(address -> told.add(address.asText()));
      }
    }
    if (!ready.equals(told)) {
      problems.add("web is at " + ready + ", and its endpoints at " + told);
    }
  }
}
