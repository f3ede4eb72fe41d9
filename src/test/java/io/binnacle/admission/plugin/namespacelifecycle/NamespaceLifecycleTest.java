package io.binnacle.admission.plugin.namespacelifecycle;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.delete;
import static io.binnacle.admission.AdmissionRequests.request;
import static io.binnacle.admission.AdmissionRequests.store;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.memory.MemoryObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceLifecycleTest {
  private static final String POD = "{'metadata':{'name':'a'}}";
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final NamespaceLifecycle plugin = new NamespaceLifecycle(store);

  @BeforeEach
  void fillStore() {
    store(store, "namespaces", "", "{'metadata':{'name':'live'},'status':{'phase':'Active'}}");
    store(store, "namespaces", "", "{'metadata':{'name':'ends'},'status':{'phase':'Terminating'}}");
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void refusesToCreateInAMissingNamespace() {
    assertThatThrownBy(() -> plugin.admit(create("pods", "none", tree(POD))))
        .hasMessage("namespaces \"none\" not found")
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(404));
  }

  @Test
  void refusesToCreateInANamespaceThatEnds() {
    assertThatThrownBy(() -> plugin.admit(create("configmaps", "ends", tree(POD))))
        .hasMessage(
            "configmaps \"a\" is forbidden: unable to create new content in namespace ends because"
                + " it is being terminated")
        .isInstanceOfSatisfying(
            ApiException.class,
            e ->
                assertThat(e.status().path("details"))
                    .isEqualTo(
                        tree(
                            "{'name':'a','kind':'configmaps','causes':[{'reason':"
                                + "'NamespaceTerminating','message':'namespace ends is being"
                                + " terminated','field':'metadata.namespace'}]}")));
  }

  @Test
  void letsUpdatesAndDeletionsGoOnThere() {
    ApiObject old = ApiObject.of(tree(POD));
    assertThatCode(
            () -> {
              plugin.admit(request(Operation.UPDATE, "pods", "ends", tree(POD), old));
              plugin.admit(delete("pods", "ends", "a"));
              plugin.admit(create("nodes", "", tree(POD)));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void checksOnceMoreUnderTheLock() {
    AdmissionRequest request = create("pods", "live", tree(POD));
    plugin.admit(request);
    Mutation.Guard guard = (Mutation.Guard) request.mutations().getFirst();
    guard.check().accept(store.cached());
    assertThatThrownBy(
            () -> {
              try (MemoryObjectStore empty = new MemoryObjectStore()) {
                guard.check().accept(empty.cached());
              }
            })
        .hasMessage("namespaces \"live\" not found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "kube-system", "kube-public"})
  void keepsTheNamespacesThatTheClusterNeeds(String name) {
    assertThatThrownBy(() -> plugin.admit(delete("namespaces", name, name)))
        .hasMessage("namespaces \"" + name + "\" is forbidden: this namespace may not be deleted");
  }

  @Test
  void letsOtherNamespacesGo() {
    assertThatCode(() -> plugin.admit(delete("namespaces", "live", "live")))
        .doesNotThrowAnyException();
  }
}
