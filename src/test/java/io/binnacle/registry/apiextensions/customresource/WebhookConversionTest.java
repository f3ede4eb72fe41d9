package io.binnacle.registry.apiextensions.customresource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import io.binnacle.registry.ReadOptions;
import io.binnacle.registry.RegistryFixture;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.WatchSink;
import io.binnacle.storage.StoredObject;
import io.binnacle.storage.WatchSubscription;
import io.binnacle.testing.TlsServer;
import io.binnacle.testing.TlsServer.Answer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A webhook that knows the color as spec.color in v1 and as spec.paint.color in v2. */
class WebhookConversionTest {
  private final RegistryFixture fixture = new RegistryFixture();
  private final TlsServer server = TlsServer.start("localhost", hostOfThisMachine());
  private Consumer<ObjectNode> spoil = response -> {};

  private static String hostOfThisMachine() {
    try (TlsServer any = TlsServer.start("localhost")) {
      return any.host();
    }
  }

  private static String version(String name, boolean storage, String properties) {
    return """
    {"name":"%s","served":true,"storage":%s,"schema":{"openAPIV3Schema":{"type":"object",
     "properties":{"spec":{"type":"object","properties":%s}}}}}\
    """
        .formatted(name, storage, properties);
  }

  @BeforeEach
  void define() {
    server.answer("/convert", this::convert);
    RequestScope definitions = fixture.scope("apiextensions.k8s.io", "customresourcedefinitions");
    fixture.create(
        definitions,
        """
        {"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com",
         "scope":"Namespaced","names":{"plural":"widgets","kind":"Widget"},
         "conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],
           "clientConfig":{"url":"%s","caBundle":"%s"}}},
         "versions":[%s,%s]}}\
        """
            .formatted(
                URI.create("https://" + server.host() + ":" + server.port() + "/convert"),
                server.caBundle(),
                version("v1", true, "{\"color\":{\"type\":\"string\"}}"),
                version(
                    "v2",
                    false,
                    "{\"paint\":{\"type\":\"object\",\"properties\":{"
                        + "\"color\":{\"type\":\"string\"}}}}")));
    fixture.merge(
        fixture.scope("apiextensions.k8s.io", "customresourcedefinitions", "status"),
        "widgets.example.com",
        "{\"status\":{\"conditions\":[{\"type\":\"Established\",\"status\":\"True\"}]}}");
  }

  @AfterEach
  void close() {
    server.close();
    fixture.close();
  }

  private Answer convert(TlsServer.Request request) {
    JsonNode asked = request.json().path("request");
    String desired = asked.path("desiredAPIVersion").asText();
    ObjectNode review = (ObjectNode) request.json();
    ObjectNode response = review.putObject("response");
    response.set("uid", asked.path("uid"));
    response.putObject("result").put("status", "Success");
    ArrayNode converted = response.putArray("convertedObjects");
    for (JsonNode object : asked.path("objects")) {
      ObjectNode copy = object.deepCopy();
      copy.put("apiVersion", desired);
      ObjectNode spec = copy.withObjectProperty("spec");
      if (desired.endsWith("v2")) {
        JsonNode color = spec.remove("color");
        spec.putObject("paint").set("color", color);
      } else {
        JsonNode paint = spec.remove("paint");
        spec.set("color", paint.path("color"));
      }
      converted.add(copy);
    }
    spoil.accept(response);
    return new Answer(200, review.toString());
  }

  private RequestScope widgets(String version) {
    return new RequestScope(
        fixture
            .catalog()
            .find(new GroupVersionResource("example.com", version, "widgets"))
            .orElseThrow(),
        version,
        RegistryFixture.NAMESPACE,
        "",
        UserInfo.of("admin", UserInfo.MASTERS));
  }

  private StoredObject create(String version, String name, String spec) {
    return fixture.create(
        widgets(version),
        """
        {"apiVersion":"example.com/%s","kind":"Widget","metadata":{"name":"%s"},"spec":%s}\
        """
            .formatted(version, name, spec));
  }

  private static JsonNode spec(StoredObject object) {
    return object.object().tree().path("spec");
  }

  @Test
  void everyVersionIsServedInItsOwnTerms() {
    StoredObject created = create("v2", "a", "{\"paint\":{\"color\":\"red\"}}");
    assertThat(spec(created).at("/paint/color").asText()).isEqualTo("red");
    assertThat(spec(fixture.get(widgets("v1"), "a")).path("color").asText()).isEqualTo("red");

    fixture.merge(widgets("v2"), "a", "{\"spec\":{\"paint\":{\"color\":\"blue\"}}}");
    assertThat(spec(fixture.get(widgets("v1"), "a")).path("color").asText()).isEqualTo("blue");
  }

  @Test
  void aListIsConvertedAtOnce() {
    create("v1", "a", "{\"color\":\"red\"}");
    create("v1", "b", "{\"color\":\"blue\"}");
    int before = server.requests().size();

    List<String> colors = new ArrayList<>();
    RegistryFixture.await(fixture.registry().list(widgets("v2"), ReadOptions.all()))
        .items()
        .forEachRemaining(item -> colors.add(spec(item).at("/paint/color").asText()));

    assertThat(colors).containsExactly("red", "blue");
    assertThat(server.requests()).hasSize(before + 1);
  }

  @Test
  void aWatchTellsItsOwnVersion() throws InterruptedException {
    BlockingQueue<String> colors = new LinkedBlockingQueue<>();
    WatchSink sink =
        new WatchSink() {
          @Override
          public void onEvent(EventType type, StoredObject object) {
            colors.add(type + " " + spec(object).at("/paint/color").asText());
          }

          @Override
          public void onBookmark(long revision, boolean initialEventsEnd) {}

          @Override
          public void onError(ApiException error) {
            colors.add(error.toString());
          }
        };
    WatchSubscription watch = fixture.registry().watch(widgets("v2"), ReadOptions.all(), sink);
    create("v1", "a", "{\"color\":\"red\"}");

    assertThat(colors.poll(10, TimeUnit.SECONDS)).isEqualTo("ADDED red");
    watch.close();
  }

  @Test
  void aFailureIsTold() {
    create("v1", "a", "{\"color\":\"red\"}");
    spoil =
        response ->
            response.putObject("result").put("status", "Failure").put("message", "no paint");
    assertThatThrownBy(() -> fixture.get(widgets("v2"), "a"))
        .hasMessage("conversion webhook for example.com/v1, Kind=Widget failed: no paint");
  }

  @Test
  void metadataStaysAsTheyAre() {
    create("v1", "a", "{\"color\":\"red\"}");
    spoil = response -> metadata(response).put("name", "other");
    assertThatThrownBy(() -> fixture.get(widgets("v2"), "a"))
        .hasMessageContaining(
            "returned invalid metadata at index 0: must have the same name: a != other");
  }

  @Test
  void labelsMayChange() {
    create("v1", "a", "{\"color\":\"red\"}");
    spoil =
        response ->
            metadata(response)
                .put("generation", 99)
                .set("labels", Json.object().put("tier", "front"));
    StoredObject served = fixture.get(widgets("v2"), "a");
    assertThat(served.object().labels()).containsEntry("tier", "front");
    assertThat(served.object().generation()).isEqualTo(1);
  }

  private static ObjectNode metadata(ObjectNode response) {
    return (ObjectNode) response.at("/convertedObjects/0/metadata");
  }
}
