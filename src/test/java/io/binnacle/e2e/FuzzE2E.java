package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.testing.ApiHttp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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

  /** What no part of the cluster changes by itself. */
  private static final List<String> STABLE =
      List.of(
          "configmaps",
          "secrets",
          "serviceaccounts",
          "services",
          "limitranges",
          "resourcequotas",
          "replicationcontrollers");

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
    Map<String, String> before = versions(cluster.admin(), namespace);

    List<String> failures =
        HostileTraffic.send(
            KubeconfigLoader.load(cluster.kubeconfig()), namespace.name(), SEED, REQUESTS);

    assertThat(failures).isEmpty();
    assertThat(versions(cluster.admin(), namespace)).isEqualTo(before);
  }

  private static Map<String, String> versions(ApiHttp api, TestNamespace namespace) {
    Map<String, String> versions = new TreeMap<>();
    for (String resource : STABLE) {
      for (JsonNode item : api.get(namespace.path(resource)).json().path("items")) {
        JsonNode metadata = item.path("metadata");
        versions.put(
            resource + "/" + metadata.path("name").asText(),
            metadata.path("resourceVersion").asText());
      }
    }
    return versions;
  }
}
