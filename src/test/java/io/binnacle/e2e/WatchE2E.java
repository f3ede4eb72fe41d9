package io.binnacle.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.binnacle.client.https.KubeconfigLoader;
import io.binnacle.testing.ApiHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Watches tell every change once and in order, whatever they are written in. */
@ExtendWith(ClusterExtension.class)
class WatchE2E {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String LAST = "last";

  @Test
  void bothFormsTellTheSame(ClusterHarness cluster, TestNamespace namespace) throws IOException {
    ApiHttp http = cluster.admin();
    String path = namespace.path("configmaps");
    String start = version(http, path);
    try (WatchReader json = WatchReader.json(http, path, start);
        WatchReader events = WatchReader.events(http, path, start, "")) {
      change(http, path, "a", 15);
      create(http, path, LAST);
      await().atMost(LIMIT).until(() -> json.sees(LAST) && events.sees(LAST));

      assertThat(events.changes()).isEqualTo(json.changes()).doesNotHaveDuplicates();
      assertThat(json.changes())
          .extracting(WatchReader.Change::type)
          .contains("ADDED", "MODIFIED", "DELETED");
      assertThat(json.changes()).hasSizeGreaterThanOrEqualTo(15 * 3 + 1);
    }
  }

  @Test
  void reconnectingMissesNothingAndRepeatsNothing(ClusterHarness cluster, TestNamespace namespace)
      throws IOException {
    ApiHttp http = cluster.admin();
    String path = namespace.path("configmaps");
    String start = version(http, path);
    try (WatchReader whole = WatchReader.json(http, path, start)) {
      List<WatchReader.Change> pieced = new ArrayList<>();
      String id = "";
      for (int connection = 0; connection < 4; connection++) {
        String marker = "marker-" + connection;
        try (WatchReader part = WatchReader.events(http, path, start, id)) {
          change(http, path, "seen-" + connection, 4);
          create(http, path, marker);
          await().atMost(LIMIT).until(() -> part.sees(marker));
          pieced.addAll(part.changes());
          id = part.lastEventId();
        }
        change(http, path, "missed-" + connection, 4);
      }
      create(http, path, LAST);
      try (WatchReader rest = WatchReader.events(http, path, start, id)) {
        await().atMost(LIMIT).until(() -> rest.sees(LAST) && whole.sees(LAST));
        pieced.addAll(rest.changes());
      }

      assertThat(pieced).isEqualTo(whole.changes()).doesNotHaveDuplicates();
    }
  }

  @Test
  void anIdThatNoWatchGaveBeginsAnew(ClusterHarness cluster, TestNamespace namespace)
      throws IOException {
    ApiHttp http = cluster.admin();
    String path = namespace.path("configmaps");
    create(http, path, LAST);
    try (WatchReader events = WatchReader.events(http, path, "", "%%%")) {
      await().atMost(LIMIT).until(() -> events.sees(LAST));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/event-stream", "application/json", "application/json;stream=watch"})
  void whatCannotBeWatchedIsRefusedInJson(
      String accepted, ClusterHarness cluster, TestNamespace namespace) throws IOException {
    String request =
        "GET %s?watch=true&resourceVersion=x HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\n\r\n"
            .formatted(namespace.path("configmaps"), accepted);
    try (RawHttp http = new RawHttp(KubeconfigLoader.load(cluster.kubeconfig()))) {
      RawHttp.Answer refused = http.exchange(request.getBytes(US_ASCII), false, true);
      assertThat(refused.headers()).containsEntry("content-type", "application/json");
      assertThat(refused.body()).contains("\"kind\":\"Status\"");
    }
  }

  private static String version(ApiHttp http, String path) {
    return http.get(path).text("/metadata/resourceVersion");
  }

  /** Creates, changes and deletes ConfigMaps. */
  private static void change(ApiHttp http, String path, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      String name = prefix + "-" + i;
      create(http, path, name);
      ApiHttp.Answer changed = http.put(path + "/" + name, configMap(name, "changed"));
      assertThat(changed.status()).as(changed.body()).isEqualTo(200);
      assertThat(http.delete(path + "/" + name).status()).isEqualTo(200);
    }
  }

  private static void create(ApiHttp http, String path, String name) {
    ApiHttp.Answer created = http.post(path, configMap(name, "new"));
    assertThat(created.status()).as(created.body()).isEqualTo(201);
  }

  private static String configMap(String name, String value) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"},\"data\":{\"k\":\"%s\"}}"
        .formatted(name, value);
  }
}
