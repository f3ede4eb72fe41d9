package io.binnacle.admission.plugin.runtimeclass;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.memory.MemoryObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeClassAdmissionTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final RuntimeClassAdmission plugin = new RuntimeClassAdmission(store);

  @BeforeEach
  void storeClasses() {
    storeClass("plain", "{'handler':'runc'}");
    storeClass(
        "boxed",
        "{'handler':'box','overhead':{'podFixed':{'cpu':'250m'}},"
            + "'scheduling':{'nodeSelector':{'box':'yes'},"
            + "'tolerations':[{'key':'box','operator':'Exists'}]}}");
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void storeClass(String name, String json) {
    GroupResource resource = new GroupResource("node.k8s.io", "runtimeclasses");
    store
        .commit(
            MutationGroup.of(new Mutation.Create(resource, new ObjectKey("", name), tree(json))))
        .toCompletableFuture()
        .join();
  }

  private ObjectNode admitted(String spec) {
    ObjectNode pod = tree("{'metadata':{'name':'p'},'spec':" + spec + "}");
    AdmissionRequest request = create("pods", "ns", pod);
    plugin.admit(request);
    plugin.validate(request);
    return (ObjectNode) pod.path("spec");
  }

  @Test
  void givesOverheadAndNodesOfTheClass() {
    assertThat(
            admitted(
                "{'runtimeClassName':'boxed','nodeSelector':{'a':'b'},"
                    + "'tolerations':[{'key':'own'}]}"))
        .isEqualTo(
            tree(
                "{'runtimeClassName':'boxed','nodeSelector':{'a':'b','box':'yes'},"
                    + "'tolerations':[{'key':'own'},{'key':'box','operator':'Exists'}],"
                    + "'overhead':{'cpu':'250m'}}"));
  }

  @Test
  void isContentWithTheSameSaidAnotherWay() {
    assertThatCode(() -> admitted("{'runtimeClassName':'boxed','overhead':{'cpu':'0.25'}}"))
        .doesNotThrowAnyException();
    assertThat(admitted("{'runtimeClassName':'plain'}"))
        .isEqualTo(tree("{'runtimeClassName':'plain'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'runtimeClassName':'gone'} | pod rejected: RuntimeClass \"gone\" not found",
        "{'overhead':{'cpu':'1'}} | pod rejected: Pod Overhead set without corresponding"
            + " RuntimeClass defined Overhead",
        "{'runtimeClassName':'plain','overhead':{'cpu':'1'}} | pod rejected: Pod Overhead set"
            + " without corresponding RuntimeClass defined Overhead",
        "{'runtimeClassName':'boxed','overhead':{'cpu':'1'}} | pod rejected: Pod's Overhead"
            + " doesn't match RuntimeClass's defined Overhead",
        "{'runtimeClassName':'boxed','nodeSelector':{'box':'no'}} | conflict:"
            + " runtimeClass.scheduling.nodeSelector[box] = yes; pod.spec.nodeSelector[box] = no",
      })
  void refusesWhatTheClassDoesNotSay(String spec, String why) {
    assertThatThrownBy(() -> admitted(spec)).hasMessage("pods \"p\" is forbidden: " + why);
  }
}
