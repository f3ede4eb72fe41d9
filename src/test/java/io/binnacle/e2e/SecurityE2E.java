package io.binnacle.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.testing.ApiHttp;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, who may do what, and what is refused without harm. */
@ExtendWith(ClusterExtension.class)
class SecurityE2E {
  private static final String CONFIG_MAP =
      """
      {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"a":"b"}}\
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {"/api", "/apis", "/version", "/metrics", "/openapi/v3", "/api/v1/namespaces"})
  void withoutCredentialsThereIsNothing(String path, ClusterHarness cluster) {
    ApiHttp.Answer answer = cluster.anonymous().get(path);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("/kind")).isEqualTo("Status");
    assertThat(answer.text("/reason")).isEqualTo("Unauthorized");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/healthz"})
  void healthIsToldToAll(String path, ClusterHarness cluster) {
    ApiHttp.Answer answer = cluster.anonymous().get(path);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lb.example.com:" + ClusterHarness.FORWARDED_PORT,
        "localhost:6443",
        "example.com"
      })
  void isReachedByForwarders(String host, ClusterHarness cluster) throws IOException {
    String request = "GET /livez HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host);
    try (RawHttp http = new RawHttp(KubeconfigLoader.load(cluster.kubeconfig()))) {
      RawHttp.Answer answer = http.exchange(request.getBytes(US_ASCII), false, true);

      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/\\..\\api", "/api/..%5c..%5c..%5cx", "/.error"})
  void pathsThatLeadOutOfTheApplicationAreRefusedLikeOthers(String path, ClusterHarness cluster)
      throws IOException {
    String request = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path);
    try (RawHttp http = new RawHttp(KubeconfigLoader.load(cluster.kubeconfig()))) {
      RawHttp.Answer answer = http.exchange(request.getBytes(US_ASCII), false, true);

      assertThat(answer.status()).isIn(400, 401);
      assertThat(answer.body()).startsWith("{\"kind\":\"Status\"").doesNotContain("ibm");
    }
  }

  @Test
  void wrongTokensAreNoCredentials(ClusterHarness cluster) {
    assertThat(cluster.withToken("no-such-token").get("/api").status()).isEqualTo(401);
  }

  @Test
  void readersReadAndDoNotWrite(ClusterHarness cluster, TestNamespace namespace) throws Exception {
    String path = namespace.path("configmaps");
    cluster.admin().post(path, CONFIG_MAP.formatted("known"));
    ApiHttp reader = cluster.withToken(ClusterHarness.READER_TOKEN);

    assertThat(reader.get(path + "/known").text("/data/a")).isEqualTo("b");
    assertThat(reader.get(path).status()).isEqualTo(200);
    assertThat(reader.get(namespace.path("pods")).status()).isEqualTo(200);
    try (WatchReader watch = WatchReader.json(reader, path, "0")) {
      Awaitility.await().until(() -> watch.sees("known"));
    }
    ApiHttp.Answer refused = reader.post(path, CONFIG_MAP.formatted("other"));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("/message"))
        .startsWith(
            "configmaps is forbidden: User \"reader\" cannot create resource \"configmaps\""
                + " in API group \"\" in the namespace \"%s\"".formatted(namespace.name()));
    assertThat(reader.delete(path + "/known").status()).isEqualTo(403);
    assertThat(reader.get(namespace.path("secrets")).status()).isEqualTo(403);
    assertThat(reader.get("/metrics").status()).isEqualTo(403);
    assertThat(cluster.admin().get(path + "/other").status()).isEqualTo(404);
    assertThat(cluster.admin().get(path + "/known").status()).isEqualTo(200);
  }

  @Test
  void malformedBodiesAreBadRequests(ClusterHarness cluster, TestNamespace namespace) {
    ApiHttp.Answer answer = cluster.admin().post(namespace.path("configmaps"), "{\"apiVersion\":");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/reason")).isEqualTo("BadRequest");
  }

  @Test
  void strictValidationNamesUnknownFields(ClusterHarness cluster, TestNamespace namespace) {
    String path = namespace.path("configmaps");
    String body =
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"odd"},"dataa":{}}\
        """;

    ApiHttp.Answer strict = cluster.admin().post(path + "?fieldValidation=Strict", body);

    assertThat(strict.status()).isEqualTo(400);
    assertThat(strict.text("/message")).contains("strict decoding error: unknown field \"dataa\"");
    assertThat(cluster.admin().get(path + "/odd").status()).isEqualTo(404);
    assertThat(cluster.admin().post(path + "?fieldValidation=Ignore", body).status())
        .isEqualTo(201);
  }

  @Test
  void quotaHolds(ClusterHarness cluster, TestNamespace namespace) {
    ApiHttp admin = cluster.admin();
    admin.post(
        namespace.path("resourcequotas"),
        """
        {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"few"},
         "spec":{"hard":{"secrets":"1"}}}\
        """);
    Awaitility.await()
        .until(() ->
            admin
                .get(namespace.path("resourcequotas/few"))
                .text("/status/hard/secrets")
                .equals("1"));
    String secret = "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"%s\"}}";

    assertThat(admin.post(namespace.path("secrets"), secret.formatted("one")).status())
        .isEqualTo(201);
    ApiHttp.Answer over = admin.post(namespace.path("secrets"), secret.formatted("two"));

    assertThat(over.status()).isEqualTo(403);
    assertThat(over.text("/message"))
        .contains("exceeded quota: few", "requested: secrets=1", "limited: secrets=1");
    assertThat(admin.get(namespace.path("secrets/one")).status()).isEqualTo(200);
    assertThat(admin.get(namespace.path("secrets/two")).status()).isEqualTo(404);
  }

  /** The container would take it for the next request, whoever's that is behind a proxy. */
  @Test
  void theBodyOfATraceIsNoRequest(ClusterHarness cluster) throws IOException {
    String inner = "GET /version HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String request =
        "TRACE /api HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(inner.length(), inner);
    try (RawHttp http = new RawHttp(KubeconfigLoader.load(cluster.kubeconfig()))) {
      RawHttp.Answer answer = http.exchange(request.getBytes(US_ASCII), false, true);
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.headers()).containsEntry("connection", "close");
    }
  }
}
