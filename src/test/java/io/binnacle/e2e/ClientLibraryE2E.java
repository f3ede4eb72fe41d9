package io.binnacle.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Java client of Kubernetes works unchanged. */
@ExtendWith(ClusterExtension.class)
class ClientLibraryE2E {
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
        informer
            .start()
            .toCompletableFuture()
            .orTimeout(60, java.util.concurrent.TimeUnit.SECONDS)
            .join();
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
