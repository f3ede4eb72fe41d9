package io.binnacle.admission.plugin.defaultstorageclass;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.memory.MemoryObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefaultStorageClassTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final DefaultStorageClass plugin = new DefaultStorageClass(store);

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void storeClass(String name, String created, boolean isDefault) {
    ObjectNode tree =
        tree(
            "{'metadata':{'name':'%s','creationTimestamp':'%s','annotations':{'storageclass.kubernetes.io/is-default-class':'%s'}}}"
                .formatted(name, created, isDefault));
    store
        .commit(
            MutationGroup.of(
                new Mutation.Create(
                    new GroupResource("storage.k8s.io", "storageclasses"),
                    ObjectKey.clusterScoped(name),
                    tree)))
        .toCompletableFuture()
        .join();
  }

  private String classOf(String spec) {
    ObjectNode claim = tree("{'metadata':{'name':'c'},'spec':" + spec + "}");
    plugin.admit(create("persistentvolumeclaims", "ns", claim));
    return claim.path("spec").path("storageClassName").asText("none");
  }

  @Test
  void theNewestDefaultIsTaken() {
    assertThat(classOf("{}")).isEqualTo("none");
    storeClass("plain", "2026-11-22T12:00:00Z", false);
    assertThat(classOf("{}")).isEqualTo("none");
    storeClass("old", "2026-11-20T12:00:00Z", true);
    storeClass("new", "2026-11-21T12:00:00Z", true);

    assertThat(classOf("{}")).isEqualTo("new");
    assertThat(classOf("{'storageClassName':''}")).isEmpty();
    assertThat(classOf("{'storageClassName':'plain'}")).isEqualTo("plain");
  }
}
