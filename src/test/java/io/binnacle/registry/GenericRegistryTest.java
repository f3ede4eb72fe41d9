package io.binnacle.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.fields.FieldSelector;
import io.binnacle.apimachinery.labels.LabelSelector;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenericRegistryTest {
  private static final WriteOptions STRICT =
      new WriteOptions(false, WriteOptions.FieldValidation.STRICT, "test", false);

  private final RegistryFixture fixture = new RegistryFixture();
  private final RequestScope configMaps = fixture.scope("", "configmaps");

  @AfterEach
  void close() {
    fixture.close();
  }

  private StoredObject create(String name, String labels) {
    return fixture.create(
        configMaps,
        "{\"metadata\":{\"name\":\"" + name + "\",\"labels\":{" + labels + "}},\"data\":{}}");
  }

  private static ReadOptions selecting(String labels, String fields, int limit, String token) {
    return new ReadOptions(
        LabelSelector.parse(labels),
        FieldSelector.parse(fields),
        "",
        "",
        limit,
        token,
        false,
        Optional.empty(),
        0,
        "");
  }

  private static List<String> names(Page page) {
    List<String> names = new ArrayList<>();
    page.items().forEachRemaining(object -> names.add(object.key().name()));
    return names;
  }

  private Page list(ReadOptions options) {
    return RegistryFixture.await(fixture.registry().list(configMaps, options));
  }

  @Test
  void unknownFieldsAreRefusedWhenValidationIsStrict() {
    assertThatThrownBy(
            () -> fixture.create(configMaps, "{\"metadata\":{\"name\":\"a\"},\"nope\":1}"))
        .hasMessage(
            "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error:"
                + " unknown field \"nope\"");
  }

  @Test
  void fieldsGivenTwiceAreToldWithTheUnknownOnes() {
    ObjectNode body = Json.readTrusted("{\"metadata\":{\"name\":\"a\"},\"nope\":1}");
    WriteOptions options = STRICT.withDuplicateFields(List.of("duplicate field \"data.k\""));
    assertThatThrownBy(
            () -> RegistryFixture.await(fixture.registry().create(configMaps, body, options)))
        .hasMessageEndingWith(
            "strict decoding error: duplicate field \"data.k\", unknown field \"nope\"");
  }

  @Test
  void tokensOfNoListAreRefusedInKubernetesWords() {
    assertThatThrownBy(() -> list(selecting("", "", 2, "abc")))
        .hasMessage(
            "invalid continue token: continue key is not valid:"
                + " invalid character 'i' looking for beginning of value");
    assertThatThrownBy(() -> list(selecting("", "", 2, "!")))
        .hasMessage(
            "invalid continue token: continue key is not valid:"
                + " illegal base64 data at input byte 0");
  }

  @Test
  void namesAreGenerated() {
    StoredObject created = fixture.create(configMaps, "{\"metadata\":{\"generateName\":\"gen-\"}}");
    assertThat(created.key().name()).matches("gen-[bcdfghjklmnpqrstvwxz2456789]{5}");
  }

  @Test
  void aDryRunLeavesNothing() {
    WriteOptions dry = new WriteOptions(true, WriteOptions.FieldValidation.STRICT, "test", false);
    Written written =
        RegistryFixture.await(
            fixture
                .registry()
                .create(configMaps, Json.readTrusted("{\"metadata\":{\"name\":\"a\"}}"), dry));
    assertThat(written.object().object().uid()).isNotEmpty();
    assertThatThrownBy(() -> fixture.get(configMaps, "a")).isInstanceOf(ApiException.class);
  }

  @Test
  void pagesShowOneStateThoughItChanges() {
    create("a", "");
    create("b", "");
    create("c", "");
    Page first = list(selecting("", "", 2, ""));
    assertThat(names(first)).containsExactly("a", "b");
    assertThat(first.next().remainingItemCount()).hasValue(1);
    fixture.delete(configMaps, "c", "{}");
    create("d", "");

    Page second = list(selecting("", "", 2, first.next().continueToken()));

    assertThat(names(second)).containsExactly("c");
    assertThat(second.next().continueToken()).isEmpty();
    assertThat(second.revision()).isEqualTo(first.revision());
  }

  @Test
  void selectorsSelect() {
    create("a", "\"env\":\"prod\"");
    create("b", "\"env\":\"dev\"");
    assertThat(names(list(selecting("env=prod", "", 0, "")))).containsExactly("a");
    assertThat(names(list(selecting("", "metadata.name!=a", 0, "")))).containsExactly("b");
    assertThatThrownBy(() -> list(selecting("", "spec.x=1", 0, "")))
        .hasMessage(
            "\"spec.x\" is not a known field selector: only \"metadata.name\","
                + " \"metadata.namespace\"");
    assertThatThrownBy(() ->
            fixture.registry().list(fixture.scope("", "pods"), selecting("", "spec.x=1", 0, "")))
        .hasMessage("field label not supported: spec.x");
  }

  @Test
  void aWatcherSeesObjectsEnterAndLeaveItsSelection() {
    create("a", "\"env\":\"prod\"");
    List<String> seen = new CopyOnWriteArrayList<>();
    WatchSink sink =
        new WatchSink() {
          @Override
          public void onEvent(EventType type, StoredObject object) {
            seen.add(type + " " + object.object().labels().get("env"));
          }

          @Override
          public void onBookmark(long revision, boolean initialEventsEnd) {
            seen.add("BOOKMARK");
          }

          @Override
          public void onError(ApiException error) {
            seen.add("ERROR");
          }
        };
    ReadOptions options = selecting("env=prod", "", 0, "");
    try (WatchSubscription open = fixture.registry().watch(configMaps, options, sink)) {
      assertThat(open).isNotNull();
      await().until(() -> seen.size() == 1);
      fixture.merge(configMaps, "a", "{\"metadata\":{\"labels\":{\"env\":\"dev\"}}}");
      fixture.merge(configMaps, "a", "{\"metadata\":{\"labels\":{\"env\":\"prod\"}}}");
      await().until(() -> seen.size() == 3);
      assertThat(seen).containsExactly("ADDED prod", "DELETED prod", "ADDED prod");
    }
  }

  @Test
  void refusesNamesThatTheStoreCannotKeep() {
    RequestScope roles = fixture.scope("rbac.authorization.k8s.io", "clusterroles");
    for (String name : List.of("x".repeat(254), "a\u0000b", "a\ud800")) {
      ObjectNode role = Json.object().put("kind", "ClusterRole");
      role.put("apiVersion", "rbac.authorization.k8s.io/v1")
          .putObject("metadata")
          .put("name", name);
      assertThatThrownBy(() -> fixture.create(roles, Json.writeText(role)))
          .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(422));
    }
  }

  @Test
  void tellsAWatchThatFailsThatItIsOver() {
    create("a", "");
    List<String> seen = new CopyOnWriteArrayList<>();
    WatchSink sink =
        new WatchSink() {
          @Override
          public void onEvent(EventType type, StoredObject object) {
            throw new IllegalStateException("cannot be told");
          }

          @Override
          public void onBookmark(long revision, boolean initialEventsEnd) {
            seen.add("BOOKMARK");
          }

          @Override
          public void onError(ApiException error) {
            seen.add("ERROR " + error.code());
          }
        };
    ReadOptions fromNewest = selecting("", "", 0, "");
    try (WatchSubscription open = fixture.registry().watch(configMaps, fromNewest, sink)) {
      assertThat(open).isNotNull();
      await().until(() -> seen.contains("ERROR 500"));
    }
  }

  @Test
  void patchesOfOneObjectAtOnceAllTakeEffect() {
    create("a", "");
    List<CompletableFuture<Written>> patches =
        IntStream.range(0, 8)
            .mapToObj(i ->
                fixture
                    .registry()
                    .patch(
                        configMaps,
                        "a",
                        new PatchRequest(
                            PatchRequest.Format.MERGE,
                            Json.readTrusted("{\"data\":{\"k" + i + "\":\"v\"}}")),
                        STRICT)
                    .toCompletableFuture())
            .toList();
    patches.forEach(RegistryFixture::await);
    assertThat(fixture.get(configMaps, "a").object().tree().path("data")).hasSize(8);
  }

  @Test
  void anApplyCreatesAndThenMergesByKeys() {
    RequestScope services = fixture.scope("", "services");
    apply(services, "one", "{\"port\":80,\"name\":\"x\"}");
    StoredObject both = apply(services, "two", "{\"port\":81,\"protocol\":\"TCP\",\"name\":\"y\"}");
    assertThat(both.object().tree().at("/spec/ports")).hasSize(2);
  }

  private StoredObject apply(RequestScope services, String manager, String port) {
    String json =
        "{\"apiVersion\":\"v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"a\"},\"spec\":{\"ports\":["
            + port
            + "]}}";
    PatchRequest patch = new PatchRequest(PatchRequest.Format.APPLY, Json.readTrusted(json));
    WriteOptions options =
        new WriteOptions(false, WriteOptions.FieldValidation.STRICT, manager, false);
    return RegistryFixture.await(fixture.registry().patch(services, "a", patch, options)).object();
  }

  @Test
  void theScaleIsADocumentOfItsOwn() {
    fixture.create(
        "replicationcontrollers",
        "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"template\":{\"metadata\":{\"labels\":{\"app\":\"x\"}},"
            + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}}}");
    RequestScope scale = fixture.scope("", "replicationcontrollers", "scale");

    StoredObject answer = fixture.merge(scale, "a", "{\"spec\":{\"replicas\":3}}");

    assertThat(answer.object().kind()).isEqualTo("Scale");
    assertThat(answer.object().tree().at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(answer.object().tree().at("/status/selector").asText()).isEqualTo("app=x");
    StoredObject controller = fixture.get(fixture.scope("", "replicationcontrollers"), "a");
    assertThat(controller.object().tree().at("/spec/replicas").asInt()).isEqualTo(3);
    assertThat(controller.object().generation()).isEqualTo(2);
  }

  @Test
  void aCollectionIsDeletedBySelector() {
    create("a", "\"env\":\"prod\"");
    create("b", "");
    Page deleted =
        RegistryFixture.await(
            fixture
                .registry()
                .deleteCollection(configMaps, selecting("env", "", 0, ""), Json.object(), false));
    assertThat(names(deleted)).containsExactly("a");
    assertThat(names(list(ReadOptions.all()))).containsExactly("b");
  }
}
