package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Java client of Kubernetes works unchanged. */
@ExtendWith(ClusterExtension.class)
class ClientLibraryE2E {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final Map<String, String> MINE = Map.of("test", "client-library");

  @Test
  void objectsAreCreatedReadChangedAndDeleted(ClusterHarness cluster, TestNamespace namespace) {
    try (KubernetesClient client = client(cluster)) {
      var configMaps = configMaps(client, namespace);

      ConfigMap created = configMaps.resource(configMap("settings")).create();
      assertThat(created.getMetadata().getUid()).isNotBlank();

      ConfigMap edited =
          configMaps
              .withName("settings")
              .edit(before -> new ConfigMapBuilder(before).addToData("color", "blue").build());
      assertThat(edited.getData()).containsEntry("color", "blue").containsEntry("size", "1");
      assertThat(edited.getMetadata().getResourceVersion())
          .isNotEqualTo(created.getMetadata().getResourceVersion());

      assertThat(configMaps.withLabels(MINE).list().getItems())
          .extracting(found -> found.getMetadata().getName())
          .containsExactly("settings");
      assertThat(configMaps.withName("settings").delete()).hasSize(1);
      assertThat(configMaps.withName("settings").get()).isNull();
    }
  }

  @Test
  void serverSideStateIsWatched(ClusterHarness cluster, TestNamespace namespace) {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (KubernetesClient client = client(cluster)) {
      var configMaps = configMaps(client, namespace);
      try (Watch watch = configMaps.withLabels(MINE).watch(recording(seen))) {
        assertThat(watch).isNotNull();
        configMaps.resource(configMap("watched")).create();
        configMaps
            .withName("watched")
            .edit(before -> new ConfigMapBuilder(before).addToData("size", "2").build());
        configMaps.withName("watched").delete();

        await()
            .untilAsserted(() ->
                assertThat(seen)
                    .containsExactly("ADDED watched", "MODIFIED watched", "DELETED watched"));
      }
    }
  }

  @Test
  void informersFollow(ClusterHarness cluster, TestNamespace namespace) {
    try (KubernetesClient client = client(cluster)) {
      var configMaps = configMaps(client, namespace);
      configMaps.resource(configMap("before")).create();
      try (SharedIndexInformer<ConfigMap> informer =
          configMaps.withLabels(MINE).runnableInformer(0)) {
        informer.start().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        await().untilAsserted(() -> assertThat(names(informer)).containsExactly("before"));
        configMaps.resource(configMap("after")).create();
        await()
            .untilAsserted(
                () -> assertThat(names(informer)).containsExactlyInAnyOrder("before", "after"));
        configMaps.withName("before").delete();
        await().untilAsserted(() -> assertThat(names(informer)).containsExactly("after"));
      }
    }
  }

  @Test
  void customResourcesAreCreatedAppliedPatchedAndFollowed(
      ClusterHarness cluster, TestNamespace namespace) {
    try (GadgetDefinition definition = GadgetDefinition.create(cluster, namespace);
        KubernetesClient client = client(cluster)) {
      var gadgets =
          client
              .genericKubernetesResources(definition.apiVersion(), GadgetDefinition.KIND)
              .inNamespace(namespace.name());
      GenericKubernetesResource created = gadgets.resource(gadget(definition, Map.of())).create();
      assertThat(created.<Integer>get("spec", "size")).isEqualTo(1);

      try (SharedIndexInformer<GenericKubernetesResource> informer = gadgets.runnableInformer(0)) {
        informer.start().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        GenericKubernetesResource applied =
            gadgets
                .resource(gadget(definition, Map.of("color", "blue")))
                .fieldManager("fabric8-test")
                .serverSideApply();
        assertThat(applied.getMetadata().getManagedFields())
            .anyMatch(entry -> entry.getManager().equals("fabric8-test"));
        gadgets.withName("gadget").patch(MERGE, "{\"spec\":{\"size\":2}}");
        gadgets
            .withName("gadget")
            .subresource("status")
            .patch(MERGE, "{\"status\":{\"phase\":\"Ready\"}}");
        assertThatThrownBy(
                () -> gadgets.withName("gadget").patch(MERGE, "{\"spec\":{\"size\":10}}"))
            .isInstanceOf(KubernetesClientException.class)
            .hasMessageContaining("too large");

        await()
            .untilAsserted(() ->
                assertThat(informer.getStore().list())
                    .singleElement()
                    .satisfies(seen -> {
                      assertThat(seen.<Map<String, Object>>get("spec"))
                          .containsOnly(Map.entry("size", 2), Map.entry("color", "blue"));
                      assertThat(seen.<String>get("status", "phase")).isEqualTo("Ready");
                    }));
      }
    }
  }

  @Test
  void leadersAreElected(ClusterHarness cluster, TestNamespace namespace) {
    try (KubernetesClient client = client(cluster)) {
      List<String> leaders = new CopyOnWriteArrayList<>();
      var first = elector(client, namespace, "first", leaders).start();
      await().untilAsserted(() -> assertThat(leaders).containsExactly("first"));
      var second = elector(client, namespace, "second", leaders).start();
      try {
        first.cancel(true);
        await().untilAsserted(() -> assertThat(leaders).containsExactly("first", "second"));
        LeaseSpec lease =
            client.leases().inNamespace(namespace.name()).withName("lock").require().getSpec();
        assertThat(lease.getHolderIdentity()).isEqualTo("second");
        assertThat(lease.getAcquireTime()).isNotNull();
      } finally {
        second.cancel(true);
      }
    }
  }

  private static LeaderElector elector(
      KubernetesClient client, TestNamespace namespace, String identity, List<String> leaders) {
    LeaderElectionConfig configuration =
        new LeaderElectionConfigBuilder()
            .withName(identity)
            .withLock(new LeaseLock(namespace.name(), "lock", identity))
            .withLeaseDuration(Duration.ofSeconds(10))
            .withRenewDeadline(Duration.ofSeconds(5))
            .withRetryPeriod(Duration.ofMillis(200))
            .withReleaseOnCancel()
            .withLeaderCallbacks(
                new LeaderCallbacks(() -> leaders.add(identity), () -> {}, leader -> {}))
            .build();
    return client.leaderElector().withConfig(configuration).build();
  }

  private static GenericKubernetesResource gadget(
      GadgetDefinition definition, Map<String, Object> spec) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion(definition.apiVersion())
        .withKind(GadgetDefinition.KIND)
        .withNewMetadata()
        .withName("gadget")
        .endMetadata()
        .addToAdditionalProperties("spec", spec)
        .build();
  }

  private static KubernetesClient client(ClusterHarness cluster) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(cluster.kubeconfig().toFile()))
        .build();
  }

  private static NonNamespaceOperation<ConfigMap, ConfigMapList, Resource<ConfigMap>> configMaps(
      KubernetesClient client, TestNamespace namespace) {
    return client.configMaps().inNamespace(namespace.name());
  }

  private static ConfigMap configMap(String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withLabels(MINE)
        .endMetadata()
        .addToData("size", "1")
        .build();
  }

  private static List<String> names(SharedIndexInformer<ConfigMap> informer) {
    return informer.getStore().list().stream().map(found -> found.getMetadata().getName()).toList();
  }

  private static Watcher<ConfigMap> recording(List<String> seen) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, ConfigMap object) {
        seen.add(action + " " + object.getMetadata().getName());
      }

      @Override
      public void onClose(WatcherException cause) {
        seen.add("closed by " + cause.getMessage());
      }
    };
  }
}
