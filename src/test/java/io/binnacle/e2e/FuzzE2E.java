package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.e2e.HostileRequests.Route;
import io.binnacle.testing.ApiHttp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Malformed and hostile requests over every route: each is answered, none with a failure of the
 * server, and none changes anything. {@code -Dbinnacle.fuzz.requests=100000} makes it long, {@code
 * -Dbinnacle.fuzz.seed} another.
 */
@ExtendWith(ClusterExtension.class)
@ResourceLock(FuzzE2E.CLUSTER_WIDE_OBJECTS)
class FuzzE2E {
  /** What tests that run beside others share with this one, which sees every change of them. */
  static final String CLUSTER_WIDE_OBJECTS =
      "objects of the shared cluster that are in no namespace";

  private static final int REQUESTS = Integer.getInteger("binnacle.fuzz.requests", 1000);
  private static final long SEED = Long.getLong("binnacle.fuzz.seed", 20261122L);

  /** What the cluster changes by itself. */
  private static final Set<String> RESTLESS =
      Set.of(
          "nodes",
          "csinodes",
          "namespaces",
          "leases",
          "events",
          "pods",
          "endpoints",
          "endpointslices",
          "componentstatuses");

  /** Objects that are named as the requests name all; no controller changes them. */
  private static final Map<String, String> OBJECTS =
      Map.of(
          "/api/v1/namespaces/NS/configmaps",
          "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a'},'data':{'a':'b'}}",
          "/api/v1/namespaces/NS/pods",
          "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'a'},'spec':{'nodeSelector':{'a':'none'},"
              + "'containers':[{'name':'a','image':'a'}]}}",
          "/api/v1/namespaces/NS/services",
          "{'apiVersion':'v1','kind':'Service','metadata':{'name':'a'},'spec':{'ports':[{'port':80}]}}",
          "/api/v1/namespaces/NS/serviceaccounts",
          "{'apiVersion':'v1','kind':'ServiceAccount','metadata':{'name':'a'}}",
          "/apis/autoscaling/v1/namespaces/NS/horizontalpodautoscalers",
          "{'apiVersion':'autoscaling/v1','kind':'HorizontalPodAutoscaler','metadata':{'name':'a'},"
              + "'spec':{'maxReplicas':1,'scaleTargetRef':{'apiVersion':'a/v1','kind':'A','name':'a'}}}",
          "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles",
          "{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'Role','metadata':{'name':'a'},'rules':[]}",
          "/apis/GROUP/v1/namespaces/NS/gadgets",
          "{'apiVersion':'GROUP/v1','kind':'Gadget','metadata':{'name':'a'},'spec':{}}");

  @Test
  void everyRequestIsAnsweredAndNothingChanges(ClusterHarness cluster, TestNamespace namespace)
      throws IOException {
    ApiHttp admin = cluster.admin();
    try (GadgetDefinition definition = GadgetDefinition.create(cluster, namespace)) {
      OBJECTS.forEach((path, object) -> {
        ApiHttp.Answer created =
            admin.post(
                named(path, namespace, definition),
                named(object, namespace, definition).replace('\'', '"'));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
      });
      List<Route> routes = routes(admin);
      assertThat(routes).extracting(Route::path).anyMatch(path -> path.contains("/gadgets/"));
      Map<String, String> before = versions(admin, routes, namespace);

      List<String> failures =
          HostileTraffic.send(
              KubeconfigLoader.load(cluster.kubeconfig()),
              namespace.name(),
              routes,
              SEED,
              REQUESTS);

      assertThat(failures).isEmpty();
      assertThat(versions(admin, routes, namespace)).isEqualTo(before);
    }
  }

  private static String named(String text, TestNamespace namespace, GadgetDefinition definition) {
    return text.replace("NS", namespace.name()).replace("GROUP", definition.group());
  }

  private static List<Route> routes(ApiHttp api) {
    return api.get("/openapi/v2").json().path("paths").properties().stream()
        .map(path -> new Route(path.getKey(), kind(path.getValue())))
        .toList();
  }

  /** The kind of what is written at a path. */
  private static Optional<GroupVersionKind> kind(JsonNode operations) {
    for (String method : List.of("post", "put", "get")) {
      JsonNode kind = operations.path(method).path("x-kubernetes-group-version-kind");
      if (kind.isObject()) {
        return Optional.of(
            new GroupVersionKind(
                kind.path("group").asText(),
                kind.path("version").asText(),
                kind.path("kind").asText()));
      }
    }
    return Optional.empty();
  }

  /** The versions of all objects in the namespace and of all that are in none. */
  private static Map<String, String> versions(
      ApiHttp api, List<Route> routes, TestNamespace namespace) {
    Map<String, String> versions = new TreeMap<>();
    for (Route route : routes) {
      String list = route.path().replace("{namespace}", namespace.name());
      String resource = list.substring(list.lastIndexOf('/') + 1);
      if (list.contains("{") || RESTLESS.contains(resource)) {
        continue;
      }
      for (JsonNode item : api.get(list).json().path("items")) {
        JsonNode metadata = item.path("metadata");
        String owner = metadata.path("namespace").asText();
        if (owner.isEmpty() || owner.equals(namespace.name())) {
          versions.put(
              list + "/" + metadata.path("name").asText(),
              metadata.path("resourceVersion").asText());
        }
      }
    }
    return versions;
  }
}
