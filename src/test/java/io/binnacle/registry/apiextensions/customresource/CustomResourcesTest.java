package io.binnacle.registry.apiextensions.customresource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import io.binnacle.registry.PatchRequest;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.RegistryFixture;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.WatchSink;
import io.binnacle.registry.WriteOptions;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry whose kinds come and go. */
class CustomResourcesTest {
  private static final String GROUP = "example.com";
  private static final String ESTABLISHED =
      "{\"status\":{\"conditions\":[{\"type\":\"Established\",\"status\":\"True\"}]}}";
  private static final String VERSION =
      """
      {"name":"v1","served":true,"storage":true,"subresources":{"status":{},
        "scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas"}},
       "schema":{"openAPIV3Schema":{"type":"object","properties":{
         "spec":{"type":"object","properties":{
           "replicas":{"type":"integer","minimum":0},
           "color":{"type":"string","default":"red"},
           "ports":{"type":"array","x-kubernetes-list-type":"map",
             "x-kubernetes-list-map-keys":["port"],"items":{"type":"object","required":["port"],
               "properties":{"port":{"type":"integer"},"name":{"type":"string"}}}}}},
         "status":{"type":"object","properties":{"replicas":{"type":"integer"}}}}}}}\
      """;

  private final RegistryFixture fixture = new RegistryFixture();
  private final RequestScope definitions =
      fixture.scope("apiextensions.k8s.io", "customresourcedefinitions");

  @AfterEach
  void close() {
    fixture.close();
  }

  private static String definition(String... versions) {
    return """
    {"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com",
     "scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},"versions":[%s]}}\
    """
        .formatted(String.join(",", versions));
  }

  private void define(String... versions) {
    fixture.create(definitions, definition(versions));
    fixture.merge(
        fixture.scope("apiextensions.k8s.io", "customresourcedefinitions", "status"),
        "widgets.example.com",
        ESTABLISHED);
  }

  private RequestScope widgets(String version, String subresource) {
    return new RequestScope(
        fixture.catalog().find(new GroupVersionResource(GROUP, version, "widgets")).orElseThrow(),
        version,
        RegistryFixture.NAMESPACE,
        subresource,
        UserInfo.of("admin", UserInfo.MASTERS));
  }

  private StoredObject createWidget(RequestScope scope, String name, String spec) {
    return fixture.create(
        scope,
        """
        {"apiVersion":"example.com/%s","kind":"Widget","metadata":{"name":"%s"},"spec":%s}\
        """
            .formatted(scope.version(), name, spec));
  }

  private RequestScope widgets() {
    return widgets("v1", "");
  }

  @Test
  void isServedOnceItIsEstablished() {
    long before = fixture.catalog().generation();
    fixture.create(definitions, definition(VERSION));
    GroupVersionResource resource = new GroupVersionResource(GROUP, "v1", "widgets");
    assertThat(fixture.catalog().find(resource)).isEmpty();

    fixture.merge(
        fixture.scope("apiextensions.k8s.io", "customresourcedefinitions", "status"),
        "widgets.example.com",
        ESTABLISHED);

    assertThat(fixture.catalog().find(resource)).isPresent();
    assertThat(fixture.catalog().find(new GroupVersionKind(GROUP, "v1", "Widget"))).isPresent();
    assertThat(fixture.catalog().generation()).isGreaterThan(before);
  }

  @Test
  void aMigrationWritesStoredVersionsThatTheNextDefinitionIsHeldAgainst() {
    fixture.create(definitions, definition(VERSION));
    String name = "widgets.example.com";
    fixture.merge(
        fixture.scope("apiextensions.k8s.io", "customresourcedefinitions", "status"),
        name,
        "{\"status\":{\"storedVersions\":[\"v0\"]}}");
    assertThatThrownBy(
            () -> fixture.merge(definitions, name, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"))
        .hasMessageContaining("status.storedVersions[0]: Invalid value: \"v0\": missing from");
  }

  @Test
  void isDefaultedCheckedAndChangedAsAnyKind() {
    define(VERSION);
    StoredObject created = createWidget(widgets(), "a", "{\"replicas\":1}");
    assertThat(created.object().tree().at("/spec/color").asText()).isEqualTo("red");
    assertThat(created.object().generation()).isEqualTo(1);

    StoredObject merged = fixture.merge(widgets(), "a", "{\"spec\":{\"color\":\"blue\"}}");
    assertThat(merged.object().generation()).isEqualTo(2);

    StoredObject status =
        fixture.merge(widgets("v1", "status"), "a", "{\"status\":{\"replicas\":1}}");
    assertThat(status.object().generation()).isEqualTo(2);
    assertThat(status.object().tree().at("/status/replicas").asInt()).isEqualTo(1);

    assertThatThrownBy(() -> fixture.merge(widgets(), "a", "{\"spec\":{\"replicas\":-1}}"))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "Widget.example.com \"a\" is invalid: spec.replicas: Invalid value: -1: spec.replicas in"
                + " body should be greater than or equal to 0");
  }

  @Test
  void fieldsHaveOwnersByTheListTypesOfTheSchema() {
    define(VERSION);
    createWidget(widgets(), "a", "{\"ports\":[{\"port\":80,\"name\":\"http\"}]}");

    StoredObject applied = apply("a", "{\"ports\":[{\"port\":443,\"name\":\"https\"}]}");

    assertThat(applied.object().tree().at("/spec/ports"))
        .isEqualTo(
            Json.readTrusted(
                    "{\"p\":[{\"port\":80,\"name\":\"http\"},{\"port\":443,\"name\":\"https\"}]}")
                .path("p"));
    assertThat(applied.object().metadata().path("managedFields").findValuesAsText("operation"))
        .containsExactly("Apply", "Update");
    assertThat(applied.object().metadata().at("/managedFields/0/fieldsV1/f:spec/f:ports"))
        .isEqualTo(
            Json.readTrusted("{\"k:{\\\"port\\\":443}\":{\".\":{},\"f:name\":{},\"f:port\":{}}}"));

    assertThat(apply("a", "{}").object().tree().at("/spec/ports")).hasSize(1);
    assertThatThrownBy(() -> apply("a", "{\"color\":\"blue\"}"))
        .hasMessageContaining("conflict with \"test\" using example.com/v1: .spec.color");
  }

  private StoredObject apply(String name, String spec) {
    PatchRequest patch =
        new PatchRequest(
            PatchRequest.Format.APPLY,
            Json.readTrusted(
                """
                {"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"%s"},
                 "spec":%s}\
                """
                    .formatted(name, spec)));
    WriteOptions options =
        new WriteOptions(false, WriteOptions.FieldValidation.STRICT, "applier", false);
    return RegistryFixture.await(fixture.registry().patch(widgets(), name, patch, options))
        .object();
  }

  @Test
  void isCheckedByTheExpressionsOfItsSchemaOnceItsFormIsRight() {
    define(
        VERSION.replace(
            "\"spec\":{\"type\":\"object\",",
            "\"spec\":{\"type\":\"object\",\"x-kubernetes-validations\":[{\"rule\":\"self.replicas <"
                + " 5\",\"message\":\"too many\"}],"));
    createWidget(widgets(), "a", "{\"replicas\":4}");

    assertThatThrownBy(() -> fixture.merge(widgets(), "a", "{\"spec\":{\"replicas\":5}}"))
        .hasMessage("Widget.example.com \"a\" is invalid: spec: Invalid value: too many");
    assertThatThrownBy(() -> createWidget(widgets(), "b", "{\"replicas\":\"x\"}"))
        .hasMessageContaining("spec.replicas in body must be of type integer")
        .hasMessageContaining("<nil>: Invalid value: null: some validation rules were not checked");
  }

  @Test
  void isScaled() {
    define(VERSION);
    createWidget(widgets(), "a", "{\"replicas\":1}");

    fixture.merge(widgets("v1", "scale"), "a", "{\"spec\":{\"replicas\":4}}");

    assertThat(fixture.get(widgets(), "a").object().tree().at("/spec/replicas").asInt())
        .isEqualTo(4);
  }

  @Test
  void anUpdateNamesItsVersion() {
    define(VERSION);
    createWidget(widgets(), "a", "{}");
    ObjectNode update =
        Json.readTrusted(
            "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"a\"}}");

    assertThatThrownBy(() -> fixture.update(widgets(), "a", update))
        .hasMessageContaining("metadata.resourceVersion: Invalid value: 0x0: must be specified");
  }

  @Test
  void versionsDifferInTheirName() {
    String other =
        """
        {"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{
          "type":"object","x-kubernetes-preserve-unknown-fields":true}}}\
        """;
    define(VERSION, other);
    createWidget(widgets("v2", ""), "a", "{}");

    assertThat(fixture.get(widgets(), "a").object().apiVersion()).isEqualTo("example.com/v1");
    assertThat(fixture.get(widgets("v2", ""), "a").object().apiVersion())
        .isEqualTo("example.com/v2");
    assertThat(widgets().definition().versions()).containsExactly("v2", "v1");
    assertThat(widgets("v2", "").definition().hasStatus()).isFalse();
  }

  @Test
  void readsWhatIsStoredByTheSchemaOfToday() {
    define(VERSION);
    createWidget(widgets(), "a", "{\"replicas\":1}");
    String changed =
        VERSION.replace(
            "\"color\":{\"type\":\"string\",\"default\":\"red\"}",
            "\"late\":{\"type\":\"string\",\"default\":\"z\"}");

    fixture.merge(
        definitions, "widgets.example.com", "{\"spec\":{\"versions\":[" + changed + "]}}");

    assertThat(fixture.get(widgets(), "a").object().tree().path("spec"))
        .isEqualTo(Json.readTrusted("{\"replicas\":1,\"late\":\"z\"}"));
  }

  @Test
  void endsWithItsDefinition() {
    define(VERSION);
    List<String> seen = new ArrayList<>();
    RequestScope scope = widgets();
    fixture.registry().watch(scope, ReadOptions.all(), new Recorder(seen));
    createWidget(scope, "a", "{}");

    fixture.delete(definitions, "widgets.example.com", "{}");
    assertThatThrownBy(() -> createWidget(widgets(), "late", "{}"))
        .hasMessage("create not allowed while custom resource definition is terminating");
    fixture.delete(widgets(), "a", "{}");
    fixture.merge(definitions, "widgets.example.com", "{\"metadata\":{\"finalizers\":null}}");

    assertThat(seen).containsExactly("ADDED a", "DELETED a", "end");
    assertThat(fixture.catalog().find(scope.groupVersionResource())).isEmpty();
  }

  private record Recorder(List<String> seen) implements WatchSink {
    @Override
    public void onEvent(EventType type, StoredObject object) {
      seen.add(type + " " + object.key().name());
    }

    @Override
    public void onBookmark(long revision, boolean initialEventsEnd) {
      // Bookmarks are no changes.
    }

    @Override
    public void onEnd() {
      seen.add("end");
    }

    @Override
    public void onError(ApiException error) {
      seen.add(error.reason());
    }
  }
}
