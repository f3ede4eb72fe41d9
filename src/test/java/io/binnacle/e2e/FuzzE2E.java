package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.testing.ApiHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Malformed and hostile requests over every route: each is answered, none with a failure of the
 * server, and none changes anything. {@code -Dbinnacle.fuzz.requests=100000} makes it long, {@code
 * -Dbinnacle.fuzz.seed} another.
 */
@ExtendWith(ClusterExtension.class)
class FuzzE2E {
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

  @Test
  void everyRequestIsAnsweredAndNothingChanges(ClusterHarness cluster, TestNamespace namespace)
      throws IOException {
    cluster
        .admin()
        .post(
            namespace.path("configmaps"),
            """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"a":"b"}}\
            """);
    List<String> routes = routes(cluster.admin());
    Map<String, String> before = versions(cluster.admin(), routes, namespace);

    List<String> failures =
        HostileTraffic.send(
            KubeconfigLoader.load(cluster.kubeconfig()), namespace.name(), routes, SEED, REQUESTS);

    assertThat(failures).isEmpty();
    assertThat(versions(cluster.admin(), routes, namespace)).isEqualTo(before);
  }

  private static List<String> routes(ApiHttp api) {
    List<String> routes = new ArrayList<>();
    api.get("/openapi/v2").json().path("paths").fieldNames().forEachRemaining(routes::add);
    return routes;
  }

  /** The versions of all objects in the namespace and of all that are in none. */
  private static Map<String, String> versions(
      ApiHttp api, List<String> routes, TestNamespace namespace) {
    Map<String, String> versions = new TreeMap<>();
    for (String route : routes) {
      String list = route.replace("{namespace}", namespace.name());
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
