package io.binnacle.app.rollback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.Resources;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamespaceRollbackTest {
  private static final GroupVersionResource BUNDLES =
      new GroupVersionResource("binnacle.io", "v1", "bundles");
  private static final String GROUP =
      """
      {"name":"%1$s","preferredVersion":{"groupVersion":"%1$s/v1","version":"v1"}}\
      """;
  private static final String RESOURCES =
      """
      {"resources":[
        {"name":"%1$s","kind":"%2$s","namespaced":true,
         "verbs":["list","create","update","delete"]},
        {"name":"%1$s/status","kind":"%2$s","namespaced":true,
         "verbs":["list","create","update","delete"]},
        {"name":"events","kind":"Event","namespaced":true,
         "verbs":["list","create","update","delete"]},
        {"name":"readings","kind":"Reading","namespaced":true,"verbs":["list"]}]}\
      """;

  private final FakeApiClient client =
      new FakeApiClient(Clock.fixed(Instant.parse("2026-11-23T10:00:00Z"), ZoneOffset.UTC));
  private final List<String> told = new ArrayList<>();
  private final NamespaceRollback rollback = new NamespaceRollback(client, told::add);

  private void serve(String path, String document) {
    client.setRaw(path, Json.readTrusted(document));
  }

  private void groups(String... names) {
    List<String> groups = new ArrayList<>();
    for (String name : names) {
      groups.add(GROUP.formatted(name));
    }
    serve("/apis", "{\"groups\":[" + String.join(",", groups) + "]}");
  }

  private static String list(String revision, ObjectNode... items) {
    ObjectNode list = Json.object();
    list.putObject("metadata").put("resourceVersion", revision);
    list.putArray("items").addAll(List.of(items));
    return new String(Json.write(list), StandardCharsets.UTF_8);
  }

  private static ObjectNode object(String name, String version, String text) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name).put("resourceVersion", version);
    object.putObject("data").put("text", text);
    return object;
  }

  /** A time, which the first list turns into the revision that the others are asked for. */
  private void aChangedConfigMap() {
    serve("/api/v1", RESOURCES.formatted("configmaps", "ConfigMap"));
    String path = "/api/v1/namespaces/shop/configmaps";
    serve(path + "?at=2026-11-23T09%3A00%3A00Z", list("7", object("prices", "5", "1")));
    serve(path, list("9", object("prices", "8", "2")));
  }

  @Test
  void allResourcesAreTakenBackToOneRevisionInOneBundle() {
    aChangedConfigMap();
    groups("apps");
    serve("/apis/apps/v1", RESOURCES.formatted("deployments", "Deployment"));
    String path = "/apis/apps/v1/namespaces/shop/deployments";
    serve(path + "?at=7", list("7", object("web", "6", "1")));
    serve(path, list("9"));

    rollback.run("shop", "2026-11-23T09:00:00Z", false);

    assertThat(client.writes()).containsExactly("create bundles.binnacle.io ");
    JsonNode items = client.calls().getLast().body().path("items");
    assertThat(items)
        .extracting(
            item -> item.path("operation").asText() + " " + item.at("/object/apiVersion").asText())
        .containsExactly("Update v1", "Create apps/v1");
    assertThat(told.getLast()).startsWith("shop is as it was at revision 7, by revision ");
  }

  @Test
  void aDryRunTellsAndWritesNothing() {
    aChangedConfigMap();
    groups();

    rollback.run("shop", "2026-11-23T09:00:00Z", true);

    assertThat(told).containsExactly("Update ConfigMap prices");
    assertThat(client.all(BUNDLES)).isEmpty();
  }

  /** Another server's revisions mean nothing here; it need not even answer. */
  @Test
  void whatExtensionApiServersServeIsLeftAlone() {
    aChangedConfigMap();
    client.given(
        Resources.API_SERVICES,
        """
        {"metadata":{"name":"v1.wardle.example.com"},
         "spec":{"group":"wardle.example.com","version":"v1",
                 "service":{"namespace":"wardle","name":"api"}}}\
        """);
    groups("wardle.example.com");

    rollback.run("shop", "2026-11-23T09:00:00Z", false);

    assertThat(client.all(BUNDLES)).hasSize(1);
  }

  @Test
  void whereNothingDiffersNothingIsWritten() {
    serve("/api/v1", RESOURCES.formatted("configmaps", "ConfigMap"));
    String path = "/api/v1/namespaces/shop/configmaps";
    serve(path + "?at=7", list("7", object("prices", "5", "1")));
    serve(path, list("9", object("prices", "5", "1")));
    groups();

    rollback.run("shop", "7", false);

    assertThat(told).containsExactly("Nothing differs from revision 7.");
    assertThat(client.writes()).isEmpty();
  }
}
