package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.testing.ApiHttp;
import io.binnacle.testing.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the API and the launcher offer beyond Kubernetes: the past, writes that take effect
 * together, rollback, SQL, backup.
 */
@ExtendWith(ClusterExtension.class)
class BeyondKubernetesE2E {
  private static final String BUNDLES = "/apis/binnacle.io/v1/bundles";

  private static String configMap(String name, String apple) {
    return """
    {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s"},"data":{"apple":"%s"}}\
    """
        .formatted(name, apple);
  }

  private static String item(String operation, TestNamespace namespace, String object) {
    return "{\"operation\":\"%s\",\"object\":%s}"
        .formatted(
            operation,
            object.replace("{\"name\"", "{\"namespace\":\"" + namespace.name() + "\",\"name\""));
  }

  private static String bundle(String... items) {
    return "{\"apiVersion\":\"binnacle.io/v1\",\"kind\":\"Bundle\",\"items\":[%s]}"
        .formatted(String.join(",", items));
  }

  private static String written(ApiHttp.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
    return answer.text("/metadata/resourceVersion");
  }

  private static List<String> names(ApiHttp.Answer list) {
    assertThat(list.status()).as(list.body()).isEqualTo(200);
    return list.json().path("items").findValuesAsText("name").stream().sorted().toList();
  }

  @Test
  void objectsAndListsAreReadAsTheyWere(ClusterHarness cluster, TestNamespace namespace) {
    ApiHttp admin = cluster.admin();
    String path = namespace.path("configmaps");
    String first = written(admin.post(path, configMap("prices", "1")));
    Instant between = Instant.now();
    written(admin.put(path + "/prices", configMap("prices", "2")));
    written(admin.post(path, configMap("later", "1")));
    admin.delete(path + "/prices");

    for (String moment : List.of(first, between.toString())) {
      ApiHttp.Answer object = admin.get(path + "/prices?at=" + moment);
      assertThat(object.text("/data/apple")).as(object.body()).isEqualTo("1");
      assertThat(object.text("/metadata/resourceVersion")).isEqualTo(first);
      ApiHttp.Answer list =
          admin.get(path + "?fieldSelector=metadata.name!=kube-root-ca.crt&at=" + moment);
      assertThat(names(list)).containsExactly("prices");
      assertThat(list.text("/items/0/data/apple")).isEqualTo("1");
    }
    assertThat(admin.get(path + "?at=" + first).text("/metadata/resourceVersion")).isEqualTo(first);
    assertThat(admin.get(path + "/later?at=" + first).status()).isEqualTo(404);
    assertThat(admin.get(path + "/prices").status()).isEqualTo(404);
    assertThat(names(admin.get(path))).contains("later").doesNotContain("prices");
  }

  @Test
  void whatIsNoMomentOrTooLongAgoIsRefused(ClusterHarness cluster, TestNamespace namespace) {
    ApiHttp admin = cluster.admin();
    String path = namespace.path("configmaps");

    for (String wrong : List.of("yesterday", "0", Instant.now().plusSeconds(3600).toString())) {
      assertThat(admin.get(path + "?at=" + wrong).text("/reason")).isEqualTo("BadRequest");
    }
    ApiHttp.Answer compacted = admin.get(path + "?at=1");
    assertThat(compacted.status()).isEqualTo(410);
    assertThat(compacted.text("/reason")).isEqualTo("Expired");
    assertThat(admin.get(path + "?at=2&watch=true").status()).isEqualTo(400);
    String scale = "/apis/apps/v1/namespaces/%s/deployments/web/scale?at=2";
    assertThat(admin.get(scale.formatted(namespace.name())).status()).isEqualTo(400);
  }

  @Test
  void theHistoryTellsWhoDidWhat(Kubectl kubectl, TestNamespace namespace) {
    kubectl.run("create", "configmap", "prices", "--from-literal=apple=1");
    kubectl.feed(
        configMap("prices", "2"),
        "apply",
        "--server-side",
        "--force-conflicts",
        "--field-manager=shop",
        "-f",
        "-");
    kubectl.run("delete", "configmap", "prices");

    JsonNode history =
        new ApiHttp.Answer(
                200, kubectl.run("get", "--raw", namespace.path("configmaps/prices?history=true")))
            .json();

    assertThat(history.path("kind").asText()).isEqualTo("ObjectHistory");
    assertThat(history.path("versions"))
        .extracting(version ->
            version.path("verb").asText()
                + " "
                + version.path("manager").asText()
                + " "
                + version.at("/object/data/apple").asText())
        .containsExactly("delete  2", "apply shop 2", "create kubectl-create 1");
  }

  @Test
  void whoMayNotReadThePresentMayNotReadThePast(ClusterHarness cluster, TestNamespace namespace) {
    String created =
        written(cluster.admin().post(namespace.path("configmaps"), configMap("prices", "1")));
    written(
        cluster
            .admin()
            .post(
                namespace.path("secrets"),
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"door\"}}"));
    String now = cluster.admin().get(namespace.path("secrets")).text("/metadata/resourceVersion");
    ApiHttp reader = cluster.withToken(ClusterHarness.READER_TOKEN);

    assertThat(reader.get(namespace.path("configmaps/prices?at=" + created)).status())
        .isEqualTo(200);
    assertThat(reader.get(namespace.path("configmaps/prices?history=true")).status())
        .isEqualTo(200);
    for (String past :
        List.of("secrets/door?at=" + now, "secrets/door?history=true", "secrets?at=" + now)) {
      ApiHttp.Answer refused = reader.get(namespace.path(past));
      assertThat(refused.status()).as(past).isEqualTo(403);
      assertThat(refused.text("/reason")).isEqualTo("Forbidden");
    }
    assertThat(reader.post(BUNDLES, bundle()).status()).isEqualTo(403);
  }

  @Test
  void aBundleTakesEffectAsAWholeOrNotAtAll(
      ClusterHarness cluster, Kubectl kubectl, TestNamespace namespace, @TempDir Path files)
      throws IOException {
    ApiHttp admin = cluster.admin();
    String path = namespace.path("configmaps");
    String old = written(admin.post(path, configMap("old", "1")));
    Path whole = files.resolve("bundle.json");
    Files.writeString(
        whole,
        bundle(
            item("Apply", namespace, configMap("new", "1")),
            item("Update", namespace, configMap("old", "2"))));

    written(admin.post(BUNDLES + "?dryRun=All", Files.readString(whole)));
    assertThat(admin.get(path + "/new").status()).isEqualTo(404);
    ApiHttp.Answer refused =
        admin.post(
            BUNDLES,
            bundle(
                item("Create", namespace, configMap("new", "1")),
                item("Create", namespace, configMap("old", "2"))));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("/details/causes/0/field")).isEqualTo("items[1].object");
    assertThat(admin.get(path + "/new").status()).isEqualTo(404);
    assertThat(written(admin.get(path + "/old"))).isEqualTo(old);

    JsonNode answer =
        new ApiHttp.Answer(200, kubectl.run("create", "--raw", BUNDLES, "-f", whole.toString()))
            .json();
    assertThat(answer.path("items"))
        .extracting(item -> item.path("result").asText())
        .containsExactly("Created", "Configured");
    long last = answer.at("/metadata/resourceVersion").asLong();
    assertThat(written(admin.get(path + "/new"))).isEqualTo(Long.toString(last - 1));
    assertThat(written(admin.get(path + "/old"))).isEqualTo(Long.toString(last));
    assertThat(admin.get(path + "/old?at=" + (last - 1)).text("/data/apple")).isEqualTo("1");
  }

  @Test
  void aBundleMayDoWhatItsSenderMay(ClusterHarness cluster, TestNamespace namespace) {
    ApiHttp writer = cluster.withToken(ClusterHarness.WRITER_TOKEN);
    String allowed = item("Create", namespace, configMap("allowed", "1"));
    String forbidden =
        item(
            "Create",
            namespace,
            "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"door\"}}");

    ApiHttp.Answer refused = writer.post(BUNDLES, bundle(allowed, forbidden));

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("/message")).contains("items[1]", "cannot create", "\"secrets\"");
    assertThat(cluster.admin().get(namespace.path("configmaps/allowed")).status()).isEqualTo(404);
    assertThat(writer.post(BUNDLES, bundle(allowed)).status()).isEqualTo(200);
    String tooMany =
        bundle(IntStream.rangeClosed(0, 1_000).mapToObj(i -> "{}").toArray(String[]::new));
    ApiHttp.Answer large = writer.post(BUNDLES, tooMany);
    assertThat(large.status()).isEqualTo(422);
    assertThat(large.text("/message")).contains("must have at most 1000 items");
  }

  @Test
  void aNamespaceIsRolledBack(ClusterHarness cluster, TestNamespace namespace) {
    ApiHttp admin = cluster.admin();
    String path = namespace.path("configmaps");
    written(admin.post(path, configMap("changed", "1")));
    String moment = written(admin.post(path, configMap("deleted", "1")));
    written(admin.put(path + "/changed", configMap("changed", "2")));
    written(admin.post(path, configMap("added", "1")));
    admin.delete(path + "/deleted");

    Command.Result done = cluster.run(Map.of(), "rollback", namespace.name(), "--to", moment);

    assertThat(done.succeeded()).as(done.toString()).isTrue();
    assertThat(done.output().lines())
        .contains("Update ConfigMap changed", "Create ConfigMap deleted", "Delete ConfigMap added");
    assertThat(admin.get(path + "/changed").text("/data/apple")).isEqualTo("1");
    assertThat(admin.get(path + "/deleted").text("/data/apple")).isEqualTo("1");
    assertThat(admin.get(path + "/added").status()).isEqualTo(404);
  }

  @Test
  void sqlToolsReadAndDoNotWrite(ClusterHarness cluster, TestNamespace namespace)
      throws SQLException {
    ApiHttp admin = cluster.admin();
    written(admin.post(namespace.path("configmaps"), configMap("prices", "7")));
    written(
        admin.post(
            namespace.path("secrets"),
            """
            {"apiVersion":"v1","kind":"Secret","metadata":{"name":"door"},
             "stringData":{"word":"sesame"}}\
            """));
    try (SqlReader sql = SqlReader.of(cluster)) {
      // The server makes the views beside its other work.
      await().until(() -> sql.rows("select viewname from pg_views").contains("secrets"));

      assertThat(
              sql.rows(
                  """
                  select concat_ws(' ', n.status ->> 'phase', m.object #>> '{data,apple}')
                  from kube.configmaps m join kube.namespaces n on n.name = m.namespace
                  where m.namespace = '%s' and m.name = 'prices'
                  """
                      .formatted(namespace.name())))
          .containsExactly("Active 7");
      assertThat(
              sql.rows(
                  "select name || coalesce(labels, '{}')::text || coalesce(type, '') from kube.secrets"))
          .contains("door{}")
          .noneMatch(row -> row.contains("sesame"));
      for (String beyond :
          List.of(
              "select value from store_object",
              "delete from kube.configmaps",
              "create table kube.mine (id int)")) {
        assertThatThrownBy(() -> sql.rows(beyond))
            .as(beyond)
            .isInstanceOf(SQLException.class)
            .hasMessageMatching("(?s).*(permission denied|cannot delete).*");
      }
    }
    // What the view leaves out is not there in clear for the database's own administrator either.
    assertThat(
            SqlReader.asOwner(
                cluster,
                "select encode(value, 'escape') from store_object where resource = 'secrets'"
                    + " and name = 'door'"))
        .isNotEmpty()
        .noneMatch(value -> value.contains("sesame") || value.contains("c2VzYW1l"));
  }

  /** Into a database that is there already: what is restored would start as any other. */
  @Test
  void aBackupOfTheRunningServerCanBeRestored(
      ClusterHarness cluster, TestNamespace namespace, @TempDir Path files) throws Exception {
    written(cluster.admin().post(namespace.path("configmaps"), configMap("prices", "7")));
    Path file = files.resolve("backup.zip");

    Command.Result kept = cluster.run(Map.of(), "backup", file.toString());

    assertThat(kept.succeeded()).as(kept.toString()).isTrue();
    PostgresServer.Database database = PostgresServer.shared().createDatabase();
    try {
      // Of another home: in this one's a server is at work.
      Map<String, String> elsewhere =
          Map.of(
              "BINNACLE_HOME", files.toString(),
              "BINNACLE_STORE_URL", database.url(),
              "BINNACLE_STORE_USER", database.user(),
              "BINNACLE_STORE_PASSWORD", database.password());
      Command.Result restored = cluster.run(elsewhere, "restore", file.toString());
      assertThat(restored.succeeded()).as(restored.toString()).isTrue();
      assertThat(
              SqlReader.rows(
                  database,
                  "select convert_from(value, 'UTF8')::jsonb #>> '{data,apple}' from store_object"
                      + " where namespace = '%s' and name = 'prices'".formatted(namespace.name())))
          .containsExactly("7");
      assertThat(SqlReader.rows(database, "select count(*)::text from store_object"))
          .containsExactly(kept.output().replaceFirst("(?s).* holds (\\d+) objects.*", "$1"));
    } finally {
      PostgresServer.shared().drop(database);
    }
  }
}
