package io.binnacle.apiserver.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apiserver.ApiRequest;
import io.binnacle.apiserver.ApiResult;
import io.binnacle.apiserver.RequestInfo;
import io.binnacle.apiserver.TreeBody;
import io.binnacle.apiserver.encoding.ContentNegotiation;
import io.binnacle.apiserver.handler.ResourceHandler;
import io.binnacle.authentication.Credentials;
import io.binnacle.authentication.UserInfo;
import io.binnacle.authorization.AccessRules;
import io.binnacle.authorization.AuthorizationChain;
import io.binnacle.authorization.Authorizer;
import io.binnacle.authorization.Decision;
import io.binnacle.authorization.RequestAttributes;
import io.binnacle.registry.RegistryFixture;
import io.binnacle.registry.Transaction;
import io.binnacle.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BundleHandlerTest {
  private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");

  private final RegistryFixture fixture = new RegistryFixture();
  private final List<String> asked = new ArrayList<>();
  private @Nullable String forbidden;
  private final BundleHandler handler =
      new BundleHandler(
          fixture.catalog(),
          (Transaction.Source) fixture.registry(),
          registry ->
              new ResourceHandler(
                  fixture.catalog(),
                  registry,
                  (request, scope) -> {
                    throw ApiException.noSuchMethod();
                  },
                  new ContentNegotiation(kind -> false)),
          new AuthorizationChain(List.of(new Recording()), List.of("Recording")),
          Runnable::run);

  /** Allows all but one. */
  private final class Recording implements Authorizer {
    @Override
    public String mode() {
      return "Recording";
    }

    @Override
    public Decision authorize(RequestAttributes attributes) {
      String wish = attributes.verb() + " " + attributes.resource() + " " + attributes.name();
      asked.add(wish.strip());
      return wish.strip().equals(forbidden)
          ? new Decision.Deny("not this one")
          : new Decision.Allow("anything");
    }

    @Override
    public AccessRules rules(UserInfo user, String namespace) {
      return AccessRules.none();
    }
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static ObjectNode configMap(String name, String text) {
    ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
    object.putObject("metadata").put("namespace", RegistryFixture.NAMESPACE).put("name", name);
    object.putObject("data").put("text", text);
    return object;
  }

  @SafeVarargs
  private static ObjectNode bundle(Consumer<ArrayNode>... items) {
    ObjectNode bundle = Json.object().put("apiVersion", "binnacle.io/v1").put("kind", "Bundle");
    ArrayNode array = bundle.putArray("items");
    for (Consumer<ArrayNode> item : items) {
      item.accept(array);
    }
    return bundle;
  }

  private static Consumer<ArrayNode> item(String operation, ObjectNode object) {
    return items -> items.addObject().put("operation", operation).set("object", object);
  }

  private JsonNode post(ObjectNode bundle, String... query) {
    RequestInfo info = RequestInfo.parse("POST", BundleHandler.PATH, false, "");
    ApiRequest request =
        ApiRequest.external(
            info,
            query.length == 0 ? Map.of() : Map.of(query[0], List.of(query[1])),
            "application/json",
            "tool/1",
            TreeBody.json(bundle),
            Credentials.none());
    request.authenticatedAs(UserInfo.of("somebody"));
    assertThat(handler.handles(info)).isTrue();
    try {
      return ((ApiResult.DocumentResult) handler.handle(request).toCompletableFuture().join())
          .document();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ApiException refusal ? refusal : e;
    }
  }

  private @Nullable StoredObject stored(String name) {
    return fixture
        .store()
        .cached()
        .get(CONFIG_MAPS, new ObjectKey(RegistryFixture.NAMESPACE, name));
  }

  private static void assertInvalid(ApiException refusal, String field, String text) {
    JsonNode cause = refusal.status().path("details").path("causes").path(0);
    assertThat(cause.path("field").asText()).isEqualTo(field);
    assertThat(refusal).hasMessageContaining(text);
  }

  @Test
  void allItemsTakeEffectInOneRangeOfRevisions() {
    post(bundle(item("Create", configMap("old", "1")), item("Create", configMap("gone", "1"))));
    long before = fixture.store().cached().revision();

    JsonNode answer =
        post(
            bundle(
                item("Apply", configMap("applied", "1")),
                item("Create", configMap("created", "1")),
                item("Update", configMap("old", "2")),
                item("Delete", configMap("gone", ""))));

    assertThat(answer.at("/metadata/resourceVersion").asLong()).isEqualTo(before + 4);
    assertThat(answer.path("items"))
        .extracting(item -> item.path("result").asText())
        .containsExactly("Created", "Created", "Configured", "Deleted");
    assertThat(answer.at("/items/2/object/metadata/resourceVersion").asLong())
        .isEqualTo(stored("old").revision());
    assertThat(stored("old").object().tree().at("/data/text").asText()).isEqualTo("2");
    assertThat(stored("applied").object().tree().at("/metadata/managedFields/0/manager").asText())
        .isEqualTo("tool");
    assertThat(stored("gone")).isNull();
  }

  @Test
  void oneItemThatIsRefusedRefusesAllAndIsNamed() {
    ObjectNode wrong = configMap("wrong", "1");
    wrong.withObjectProperty("data").put("not/allowed", "1");

    assertThatThrownBy(
            () -> post(bundle(item("Apply", configMap("right", "1")), item("Apply", wrong))))
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(422);
              assertInvalid(
                  refusal, "items[1].object.data[not/allowed]", "items[1] (configmaps \"");
            });
    assertThat(stored("right")).isNull();
  }

  @Test
  void aRefusalWithoutAFieldNamesTheItemAsItsField() {
    assertThatThrownBy(() -> post(bundle(item("Update", configMap("absent", "1")))))
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.isNotFound()).isTrue();
              assertInvalid(refusal, "items[0].object", "\"absent\" not found");
            });
  }

  @Test
  void eachItemIsAuthorizedByItself() {
    forbidden = "delete configmaps one";
    post(bundle(item("Apply", configMap("one", "1"))));
    assertThat(asked).containsExactly("patch configmaps one", "create configmaps");

    assertThatThrownBy(() ->
            post(
                bundle(
                    item("Create", configMap("two", "1")), item("Delete", configMap("one", "")))))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(403));
    assertThat(stored("one")).isNotNull();
    assertThat(stored("two")).isNull();
  }

  @Test
  void whoMayNotCreateCannotByApplying() {
    forbidden = "create configmaps";
    assertThatThrownBy(() -> post(bundle(item("Apply", configMap("one", "1")))))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(403));
    assertThat(stored("one")).isNull();
  }

  @Test
  void aDryRunTellsAllAndDoesNothing() {
    post(bundle(item("Create", configMap("old", "1"))));
    long before = fixture.store().cached().revision();

    JsonNode answer =
        post(
            bundle(item("Apply", configMap("one", "1")), item("Delete", configMap("old", ""))),
            "dryRun",
            "All");

    assertThat(answer.path("items"))
        .extracting(item -> item.path("result").asText())
        .containsExactly("Created", "Deleted");
    assertThat(answer.path("metadata").has("resourceVersion")).isFalse();
    assertThat(answer.at("/items/0/object/metadata").has("resourceVersion")).isFalse();
    assertThat(fixture.store().cached().revision()).isEqualTo(before);
  }

  @Test
  void itemsSeeThoseBeforeThem() {
    ObjectNode service = Json.object().put("apiVersion", "v1").put("kind", "Service");
    service.putObject("metadata").put("namespace", RegistryFixture.NAMESPACE).put("name", "one");
    service.putObject("spec").putArray("ports").addObject().put("port", 80);
    ObjectNode other = service.deepCopy();
    other.withObjectProperty("metadata").put("name", "two");

    JsonNode answer = post(bundle(item("Create", service), item("Create", other)));

    assertThat(answer.at("/items/0/object/spec/clusterIP").asText())
        .isNotEmpty()
        .isNotEqualTo(answer.at("/items/1/object/spec/clusterIP").asText());
  }

  @Test
  void whatIsUnchangedIsNotWritten() {
    post(bundle(item("Apply", configMap("one", "1"))));
    long before = fixture.store().cached().revision();

    JsonNode answer = post(bundle(item("Apply", configMap("one", "1"))));

    assertThat(answer.at("/items/0/result").asText()).isEqualTo("Unchanged");
    assertThat(answer.at("/items/0/object/metadata/resourceVersion").asLong()).isEqualTo(before);
    assertThat(fixture.store().cached().revision()).isEqualTo(before);
  }

  @Test
  void itemsThatCannotBeUnderstoodAreToldAllAtOnce() {
    ObjectNode unknown = configMap("one", "1").put("kind", "Nothing");
    ObjectNode nameless = configMap("", "1");

    assertThatThrownBy(() ->
            post(
                bundle(
                    item("Apply", unknown),
                    item("Apply", nameless),
                    item("Explode", configMap("one", "1")),
                    items -> items.add(1))))
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal ->
                assertThat(refusal.status().path("details").path("causes"))
                    .extracting(cause -> cause.path("field").asText())
                    .containsExactly(
                        "items[0].object.kind",
                        "items[1].object.metadata.name",
                        "items[2].operation",
                        "items[3].object"));
    assertThatThrownBy(() -> post(bundle())).hasMessageContaining("a bundle needs an item");
    assertThatThrownBy(() ->
            post(
                bundle(
                    item("Apply", configMap("one", "1")), item("Delete", configMap("one", "1")))))
        .hasMessageContaining("Duplicate");
    assertThatThrownBy(() -> post(configMap("one", "1")))
        .isInstanceOfSatisfying(
            ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(400));
  }
}
