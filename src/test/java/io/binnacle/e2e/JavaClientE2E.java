package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.kubernetes.client.extended.leaderelection.LeaderElector;
import io.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoordinationV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesApi;
import io.kubernetes.client.util.generic.dynamic.DynamicKubernetesObject;
import io.kubernetes.client.util.generic.options.PatchOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kubernetes' own Java client works unchanged. */
@ExtendWith(ClusterExtension.class)
class JavaClientE2E {
  private static GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> configMaps(ApiClient client) {
    return new GenericKubernetesApi<>(
        V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client);
  }

  private static ApiClient client(ClusterHarness cluster) throws IOException {
    return Config.fromConfig(cluster.kubeconfig().toString());
  }

  private static V1ConfigMap configMap(TestNamespace namespace, String name) {
    return new V1ConfigMap()
        .metadata(new V1ObjectMeta().namespace(namespace.name()).name(name))
        .putDataItem("size", "1");
  }

  @Test
  void objectsAreCreatedReadReplacedAndDeleted(ClusterHarness cluster, TestNamespace namespace)
      throws IOException, ApiException {
    var api = configMaps(client(cluster));
    V1ConfigMap created =
        api.create(configMap(namespace, "settings")).throwsApiException().getObject();
    assertThat(created.getMetadata().getUid()).isNotBlank();

    created.putDataItem("color", "blue");
    V1ConfigMap replaced = api.update(created).throwsApiException().getObject();
    assertThat(replaced.getData()).containsOnly(Map.entry("size", "1"), Map.entry("color", "blue"));
    assertThat(api.update(created).getHttpStatusCode()).isEqualTo(409);

    assertThat(api.delete(namespace.name(), "settings").isSuccess()).isTrue();
    assertThat(api.get(namespace.name(), "settings").getHttpStatusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        V1Patch.PATCH_FORMAT_JSON_PATCH
            + " | [{\"op\":\"replace\",\"path\":\"/data/size\",\"value\":\"2\"}]",
        V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH + " | {\"data\":{\"size\":\"2\"}}",
        V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH + " | {\"data\":{\"size\":\"2\"}}",
      })
  void everyPatchIsUnderstood(
      String format, String patch, ClusterHarness cluster, TestNamespace namespace)
      throws IOException, ApiException {
    var api = configMaps(client(cluster));
    api.create(configMap(namespace, "patched")).throwsApiException();
    V1ConfigMap patched =
        api.patch(namespace.name(), "patched", format, new V1Patch(patch))
            .throwsApiException()
            .getObject();
    assertThat(patched.getData()).containsOnly(Map.entry("size", "2"));
  }

  @Test
  void fieldsThatAreAppliedHaveOneOwner(ClusterHarness cluster, TestNamespace namespace)
      throws IOException, ApiException {
    var api = configMaps(client(cluster));
    assertThat(apply(api, namespace, "first", false).isSuccess()).isTrue();
    assertThat(apply(api, namespace, "second", false).getHttpStatusCode()).isEqualTo(409);
    assertThat(apply(api, namespace, "second", true).isSuccess()).isTrue();
    V1ConfigMap applied = api.get(namespace.name(), "applied").throwsApiException().getObject();
    assertThat(applied.getData()).containsOnly(Map.entry("owner", "second"));
    assertThat(apply(api, namespace, "first", false).getHttpStatusCode()).isEqualTo(409);
  }

  /** Applies one field, with the manager's name in it. */
  private static KubernetesApiResponse<V1ConfigMap> apply(
      GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> api,
      TestNamespace namespace,
      String manager,
      boolean force) {
    String object =
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"applied\"},"
            + "\"data\":{\"owner\":\""
            + manager
            + "\"}}";
    PatchOptions options = new PatchOptions();
    options.setFieldManager(manager);
    options.setForce(force);
    return api.patch(
        namespace.name(), "applied", V1Patch.PATCH_FORMAT_APPLY_YAML, new V1Patch(object), options);
  }

  @Test
  void informersFollow(ClusterHarness cluster, TestNamespace namespace)
      throws IOException, ApiException {
    ApiClient client = client(cluster);
    client.setReadTimeout(0);
    var api = configMaps(client);
    api.create(configMap(namespace, "before")).throwsApiException();
    SharedInformerFactory factory = new SharedInformerFactory(client);
    SharedIndexInformer<V1ConfigMap> informer =
        factory.sharedIndexInformerFor(api, V1ConfigMap.class, 0, namespace.name());
    try {
      factory.startAllRegisteredInformers();
      await().until(informer::hasSynced);
      await().untilAsserted(() -> assertThat(names(informer)).contains("before"));
      api.create(configMap(namespace, "after")).throwsApiException();
      await().untilAsserted(() -> assertThat(names(informer)).contains("before", "after"));
      api.delete(namespace.name(), "before");
      await()
          .untilAsserted(
              () -> assertThat(names(informer)).contains("after").doesNotContain("before"));
    } finally {
      factory.stopAllRegisteredInformers();
    }
  }

  @Test
  void customResourcesAreCreatedAppliedPatchedAndFollowed(
      ClusterHarness cluster, TestNamespace namespace) throws IOException, ApiException {
    ApiClient client = client(cluster);
    client.setReadTimeout(0);
    try (GadgetDefinition definition = GadgetDefinition.create(cluster, namespace)) {
      var api =
          new DynamicKubernetesApi(
              definition.group(), GadgetDefinition.VERSION, GadgetDefinition.PLURAL, client);
      DynamicKubernetesObject created =
          api.create(gadget(definition, namespace)).throwsApiException().getObject();
      assertThat(spec(created)).hasToString("{\"size\":1}");

      PatchOptions options = new PatchOptions();
      options.setFieldManager("java-test");
      String blue =
          "{apiVersion: %s, kind: Gadget, metadata: {name: gadget}, spec: {color: blue}}"
              .formatted(definition.apiVersion());
      patch(api, namespace, V1Patch.PATCH_FORMAT_APPLY_YAML, blue, options);
      String larger = "{\"spec\":{\"size\":2}}";
      patch(api, namespace, V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, larger, new PatchOptions());
      KubernetesApiResponse<DynamicKubernetesObject> refused =
          api.patch(
              namespace.name(),
              "gadget",
              V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
              new V1Patch("{\"spec\":{\"size\":10}}"));
      assertThat(refused.getHttpStatusCode()).isEqualTo(422);
      assertThat(refused.getStatus().getMessage()).contains("too large");

      SharedInformerFactory factory = new SharedInformerFactory(client);
      SharedIndexInformer<DynamicKubernetesObject> informer =
          factory.sharedIndexInformerFor(api, DynamicKubernetesObject.class, 0, namespace.name());
      try {
        factory.startAllRegisteredInformers();
        await()
            .untilAsserted(() ->
                assertThat(informer.getIndexer().list())
                    .singleElement()
                    .satisfies(seen ->
                        assertThat(spec(seen).entrySet())
                            .extracting(Object::toString)
                            .containsExactlyInAnyOrder("size=2", "color=\"blue\"")));
        api.delete(namespace.name(), "gadget").throwsApiException();
        await().untilAsserted(() -> assertThat(informer.getIndexer().list()).isEmpty());
      } finally {
        factory.stopAllRegisteredInformers();
      }
    }
  }

  private static DynamicKubernetesObject gadget(
      GadgetDefinition definition, TestNamespace namespace) {
    DynamicKubernetesObject gadget = new DynamicKubernetesObject();
    gadget.setApiVersion(definition.apiVersion());
    gadget.setKind(GadgetDefinition.KIND);
    gadget.setMetadata(new V1ObjectMeta().namespace(namespace.name()).name("gadget"));
    gadget.getRaw().add("spec", new JsonObject());
    return gadget;
  }

  private static JsonObject spec(DynamicKubernetesObject gadget) {
    return gadget.getRaw().getAsJsonObject("spec");
  }

  private static void patch(
      DynamicKubernetesApi api,
      TestNamespace namespace,
      String format,
      String patch,
      PatchOptions options)
      throws ApiException {
    api.patch(namespace.name(), "gadget", format, new V1Patch(patch), options).throwsApiException();
  }

  @Test
  void leadersAreElected(ClusterHarness cluster, TestNamespace namespace) throws Exception {
    List<String> leaders = new CopyOnWriteArrayList<>();
    try (LeaderElector second = elector(cluster, namespace, "second")) {
      try (LeaderElector first = elector(cluster, namespace, "first")) {
        run(first, "first", leaders);
        await().untilAsserted(() -> assertThat(leaders).containsExactly("first"));
        run(second, "second", leaders);
      }
      await().untilAsserted(() -> assertThat(leaders).containsExactly("first", "second"));
      V1LeaseSpec lease =
          new CoordinationV1Api(client(cluster))
              .readNamespacedLease("lock", namespace.name())
              .execute()
              .getSpec();
      assertThat(lease.getHolderIdentity()).isEqualTo("second");
      assertThat(lease.getLeaseTransitions()).isPositive();
    }
  }

  private static LeaderElector elector(
      ClusterHarness cluster, TestNamespace namespace, String identity) throws IOException {
    return new LeaderElector(
        new LeaderElectionConfig(
            new LeaseLock(namespace.name(), "lock", identity, client(cluster)),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1)));
  }

  /** Lets it be a candidate, and then the leader, until it is closed. */
  private static void run(LeaderElector elector, String identity, List<String> leaders) {
    Thread.ofVirtual().start(() -> elector.run(() -> leaders.add(identity), () -> {}));
  }

  private static List<String> names(SharedIndexInformer<V1ConfigMap> informer) {
    return informer.getIndexer().list().stream().map(map -> map.getMetadata().getName()).toList();
  }
}
