package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.ApiClient;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.ListOptions;
import io.binnacle.client.PatchType;
import io.binnacle.client.Resources;
import io.binnacle.testing.ApiHttp;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.core.ThrowingRunnable;

/** What tests do to the objects of their namespace, as the administrator. */
record Workbench(ApiClient client, ApiHttp http, String namespace) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A pod template's JSON without its outer braces: {@code metadata} and {@code spec}. */
  static String template(String app, String annotations, String spec) {
    return """
    "metadata":{"labels":{"app":"%s"},"annotations":{%s}},
    "spec":{"automountServiceAccountToken":false,"terminationGracePeriodSeconds":1,%s
      "containers":[{"name":"app","image":"none"}]}
    """
        .formatted(app, annotations, spec);
  }

  /** An object of replicas; {@code more} are fields of its spec, each with a comma behind it. */
  ApiObject replicated(GroupVersionResource resource, String kind, int replicas, String more) {
    boolean simple = kind.equals("ReplicationController");
    return create(
        resource,
        """
        {"apiVersion":"%s","kind":"%s","metadata":{"name":"web","labels":{"test":"yes"}},
         "spec":{"replicas":%d,%s"selector":%s,"template":{%s}}}
        """
            .formatted(
                resource.groupVersion().apiVersion(),
                kind,
                replicas,
                more,
                simple ? "{\"app\":\"web\"}" : "{\"matchLabels\":{\"app\":\"web\"}}",
                template("web", "", "")));
  }

  ApiObject create(GroupVersionResource resource, String json) {
    return client.create(resource, namespace, Json.readTrusted(json));
  }

  /** A pod that nobody but this test makes; {@code spec} is fields, each with a comma behind it. */
  ApiObject pod(String name, String app, String spec) {
    return create(
        Resources.PODS,
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"%s"}},
         "spec":{"automountServiceAccountToken":false,"terminationGracePeriodSeconds":1,%s
           "containers":[{"name":"app","image":"none"}]}}
        """
            .formatted(name, app, spec));
  }

  JsonNode get(GroupVersionResource resource, String name) {
    return client.get(resource, namespace, name).tree();
  }

  boolean exists(GroupVersionResource resource, String name) {
    try {
      client.get(resource, namespace, name);
      return true;
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  ApiObject patch(GroupVersionResource resource, String name, String subresource, String json) {
    return client.patch(
        resource, namespace, name, subresource, PatchType.MERGE, Json.readTrusted(json));
  }

  void delete(GroupVersionResource resource, String name) {
    client.delete(resource, namespace, name, DeleteOptions.defaults());
  }

  void delete(GroupVersionResource resource, String name, String propagation) {
    client.delete(
        resource,
        namespace,
        name,
        new DeleteOptions(
            DeleteOptions.defaults().gracePeriodSeconds(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(propagation)));
  }

  List<ApiObject> list(GroupVersionResource resource, String labels) {
    return client
        .list(resource, ListOptions.inNamespace(namespace).withLabels(LabelSelector.parse(labels)))
        .items();
  }

  List<ApiObject> pods() {
    return list(Resources.PODS, "");
  }

  /** Pods that run and are not about to go. */
  List<ApiObject> runningPods() {
    return pods().stream()
        .filter(pod -> !pod.isBeingDeleted())
        .filter(pod -> pod.tree().at("/status/phase").asText().equals("Running"))
        .toList();
  }

  String path(GroupVersionResource resource) {
    return (resource.group().isEmpty() ? "/api/" : "/apis/")
        + resource.groupVersion().apiVersion()
        + "/namespaces/"
        + namespace
        + "/"
        + resource.resource();
  }

  void until(Predicate<Workbench> condition) {
    await().atMost(PATIENCE).until(() -> condition.test(this));
  }

  /** What controllers write meanwhile is a conflict, after which it is tried again. */
  void untilAsserted(ThrowingRunnable assertion) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(e -> e instanceof ApiException refusal && refusal.isConflict())
        .untilAsserted(assertion);
  }

  static ApiException refused(ThrowingCallable call) {
    return (ApiException)
        org.assertj.core.api.Assertions.catchThrowableOfType(ApiException.class, call);
  }

  // What the conformance entries ask of several kinds

  /** The scale can be read, replaced and patched, and is followed. */
  void scales(GroupVersionResource resource) {
    String path = path(resource) + "/web/scale";
    assertThat(client.getRaw(path).at("/spec/replicas").asInt()).isEqualTo(1);
    ObjectNode scale = client.getRaw(path).deepCopy();
    scale.withObjectProperty("spec").put("replicas", 2);
    scale.withObjectProperty("metadata").remove("resourceVersion");
    client.updateSubresource(resource, namespace, "web", "scale", scale);
    assertThat(get(resource, "web").at("/spec/replicas").asInt()).isEqualTo(2);
    until(bench -> bench.runningPods().size() == 2);
    patch(resource, "web", "scale", "{\"spec\":{\"replicas\":3}}");
    assertThat(get(resource, "web").at("/spec/replicas").asInt()).isEqualTo(3);
    until(bench -> bench.runningPods().size() == 3);
  }

  /** The status can be read, patched and replaced, without a change of the spec. */
  void servesItsStatus(GroupVersionResource resource, String name) {
    JsonNode spec = get(resource, name).path("spec");
    patch(
        resource,
        name,
        "status",
        """
        {"metadata":{"annotations":{"patched":"yes"}},
         "status":{"conditions":[{"type":"StatusPatched","status":"True"}]}}
        """);
    untilAsserted(() -> {
      ObjectNode whole = client.get(resource, namespace, name).copyTree();
      ((ObjectNode) whole.path("status"))
          .putArray("conditions")
          .addObject()
          .put("type", "StatusUpdate")
          .put("status", "True");
      client.updateStatus(resource, namespace, whole);
    });
    JsonNode read = client.getRaw(path(resource) + "/" + name + "/status");
    assertThat(read.path("kind").asText()).isEqualTo(get(resource, name).path("kind").asText());
    assertThat(read.at("/metadata/annotations/patched").asText()).isEqualTo("yes");
    assertThat(get(resource, name).path("spec")).isEqualTo(spec);
  }

  /** All with a label are listed over all namespaces, and deleted by one request. */
  void listsAndDeletesCollection(GroupVersionResource resource) {
    LabelSelector label = LabelSelector.parse("test=yes");
    assertThat(client.list(resource, ListOptions.allNamespaces().withLabels(label)).items())
        .anyMatch(object -> object.namespace().equals(namespace));
    assertThat(list(resource, "test=yes")).hasSize(1);
    assertThat(http.delete(path(resource) + "?labelSelector=test%3Dyes").status()).isEqualTo(200);
    until(bench -> bench.list(resource, "test=yes").isEmpty());
  }
}
