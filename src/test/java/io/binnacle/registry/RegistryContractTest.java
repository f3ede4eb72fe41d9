package io.binnacle.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchSubscription;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind, whatever its strategy. */
class RegistryContractTest {
  private static final String META = "\"metadata\":{\"name\":\"a\"}";
  private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";

  /** What is in them goes before they do: a controller lets them go. */
  private static final Set<String> KEPT = Set.of("namespaces", DEFINITIONS);

  private final RegistryFixture fixture = new RegistryFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  static Stream<String> kinds() {
    try (RegistryFixture fixture = new RegistryFixture()) {
      return fixture.catalog().all().stream()
          .filter(definition -> definition.verbs().contains(Verb.CREATE))
          .filter(definition -> definition.verbs().contains(Verb.GET))
          .map(definition -> definition.groupResource().toString())
          .toList()
          .stream();
    }
  }

  private RequestScope scope(String kind) {
    return scope(kind, "");
  }

  private RequestScope scope(String kind, String subresource) {
    int dot = kind.indexOf('.');
    return dot < 0
        ? fixture.scope("", kind, subresource)
        : fixture.scope(kind.substring(dot + 1), kind.substring(0, dot), subresource);
  }

  private StoredObject sample(String kind) {
    return fixture.create(scope(kind), SampleObjects.of(kind));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void createdObjectsCanBeReadAndListed(String kind) {
    StoredObject created = sample(kind);

    assertThat(created.object().kind()).isEqualTo(scope(kind).definition().kind());
    assertThat(created.object().uid()).isNotEmpty();
    assertThat(created.object().creationTimestamp()).contains(RegistryFixture.NOW);
    assertThat(fixture.get(scope(kind), SampleObjects.nameOf(kind)).bytes())
        .isEqualTo(created.bytes());
    Page page = RegistryFixture.await(fixture.registry().list(scope(kind), ReadOptions.all()));
    assertThat(page.items()).toIterable().hasSize(1);
    assertThat(page.revision()).isGreaterThanOrEqualTo(created.revision());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatWasReadCanBeWrittenBackWithoutAChange(String kind) {
    StoredObject created = sample(kind);

    StoredObject updated =
        fixture.update(scope(kind), SampleObjects.nameOf(kind), created.object().copyTree());

    assertThat(updated.revision()).isEqualTo(created.revision());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anUpdateOfAnOldVersionIsAConflict(String kind) {
    StoredObject created = sample(kind);
    StoredObject labelled =
        fixture.merge(
            scope(kind), SampleObjects.nameOf(kind), "{\"metadata\":{\"labels\":{\"l\":\"1\"}}}");
    assertThat(labelled.revision()).isGreaterThan(created.revision());

    ObjectNode old = created.object().copyTree();
    ((ObjectNode) old.get("metadata")).putObject("labels").put("l", "2");
    assertThatThrownBy(() -> fixture.update(scope(kind), SampleObjects.nameOf(kind), old))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isConflict()).isTrue());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aStatusChangesOnlyThroughItsOwnPath(String kind) {
    if (!scope(kind).definition().hasStatus()) {
      return;
    }
    StoredObject created = sample(kind);
    String status = "{\"status\":" + SampleObjects.statusOf(kind) + "}";

    StoredObject ignored = fixture.merge(scope(kind), SampleObjects.nameOf(kind), status);
    assertThat(ignored.object().tree().get("status"))
        .isEqualTo(created.object().tree().get("status"));

    StoredObject written = fixture.merge(scope(kind, "status"), SampleObjects.nameOf(kind), status);
    assertThat(written.object().tree().get("status"))
        .isNotEqualTo(created.object().tree().get("status"));
    assertThat(written.object().tree().get("spec")).isEqualTo(created.object().tree().get("spec"));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aWatchSeesEveryChange(String kind) {
    List<String> events = new CopyOnWriteArrayList<>();
    Page before = RegistryFixture.await(fixture.registry().list(scope(kind), ReadOptions.all()));
    try (WatchSubscription open =
        fixture
            .registry()
            .watch(scope(kind), changesSince(before.revision()), new Recorder(events))) {
      assertThat(open).isNotNull();
      sample(kind);
      fixture.merge(
          scope(kind), SampleObjects.nameOf(kind), "{\"metadata\":{\"labels\":{\"l\":\"1\"}}}");
      fixture.delete(scope(kind), SampleObjects.nameOf(kind), "{}");
      String last = KEPT.contains(kind) ? "MODIFIED" : "DELETED";
      await().until(() -> events.size() >= 3 && events.getLast().equals(last));
      assertThat(events).startsWith("ADDED", "MODIFIED");
    }
  }

  private static ReadOptions changesSince(long revision) {
    ReadOptions all = ReadOptions.all();
    return new ReadOptions(
        all.labels(),
        all.fields(),
        Long.toString(revision),
        "",
        0,
        "",
        false,
        Optional.empty(),
        0,
        "");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aDeletedObjectIsGone(String kind) {
    sample(kind);
    fixture.delete(scope(kind), SampleObjects.nameOf(kind), "{}");
    if (kind.equals("namespaces")) {
      fixture.update(
          scope(kind, "finalize"),
          SampleObjects.nameOf(kind),
          Json.readTrusted("{" + META + ",\"spec\":{}}"));
    }
    if (kind.equals(DEFINITIONS)) {
      fixture.merge(
          scope(kind), SampleObjects.nameOf(kind), "{\"metadata\":{\"finalizers\":null}}");
    }
    assertThatThrownBy(() -> fixture.get(scope(kind), SampleObjects.nameOf(kind)))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isNotFound()).isTrue());
  }

  /** Keeps the types of events. */
  private record Recorder(List<String> events) implements WatchSink {
    @Override
    public void onEvent(EventType type, StoredObject object) {
      events.add(type.name());
    }

    @Override
    public void onBookmark(long revision, boolean initialEventsEnd) {
      // Bookmarks are not asked for.
    }

    @Override
    public void onError(ApiException error) {
      events.add("ERROR");
    }
  }
}
