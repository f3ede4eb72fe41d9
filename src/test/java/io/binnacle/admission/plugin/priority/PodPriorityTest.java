package io.binnacle.admission.plugin.priority;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.meta.GroupResource;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.meta.ObjectKey;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import io.binnacle.storage.memory.MemoryObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodPriorityTest {
  private static final String CLASSES = "priorityclasses";

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final PodPriority plugin = new PodPriority(store);

  @BeforeEach
  void storeAClass() {
    storeClass("{'metadata':{'name':'high'},'value':100,'preemptionPolicy':'Never'}");
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void storeClass(String json) {
    ObjectNode tree = tree(json);
    ObjectKey key = new ObjectKey("", tree.path("metadata").path("name").asText());
    GroupResource resource = new GroupResource("scheduling.k8s.io", CLASSES);
    store
        .commit(MutationGroup.of(new Mutation.Create(resource, key, tree)))
        .toCompletableFuture()
        .join();
  }

  private void storeDefault(String name, int value) {
    storeClass("{'metadata':{'name':'" + name + "'},'value':" + value + ",'globalDefault':true}");
  }

  private ObjectNode admitted(String spec) {
    ObjectNode pod = tree("{'metadata':{'name':'p'},'spec':" + spec + "}");
    plugin.admit(create("pods", "ns", pod));
    return (ObjectNode) pod.path("spec");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | {'priority':0,'preemptionPolicy':'PreemptLowerPriority'}",
        "{'priority':0} | {'priority':0,'preemptionPolicy':'PreemptLowerPriority'}",
        "{'priorityClassName':'high'}"
            + " | {'priorityClassName':'high','priority':100,'preemptionPolicy':'Never'}",
      })
  void givesThePriorityOfTheClass(String spec, String expected) {
    assertThat(admitted(spec)).isEqualTo(tree(expected));
  }

  @Test
  void givesTheLowestDefaultToPodsWithoutAClass() {
    storeDefault("usual", 7);
    storeDefault("dear", 8);
    assertThat(admitted("{}"))
        .isEqualTo(
            tree(
                "{'priorityClassName':'usual','priority':7,'preemptionPolicy':'PreemptLowerPriority'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'priority':5} | the integer value of priority (5) must not be provided in pod spec;"
            + " priority admission controller computed 0 from the given PriorityClass name",
        "{'preemptionPolicy':'X'} | the string value of PreemptionPolicy (X) must not be provided",
        "{'priorityClassName':'gone'} | no PriorityClass with name gone was found",
      })
  void refusesWhatPodsMayNotChoose(String spec, String why) {
    assertThatThrownBy(() -> admitted(spec))
        .hasMessageStartingWith("pods \"p\" is forbidden: " + why);
  }

  private void validate(String name) {
    ObjectNode object = tree("{'metadata':{'name':'" + name + "'},'value':1,'globalDefault':true}");
    plugin.validate(
        new AdmissionRequest(
            Operation.CREATE,
            new GroupVersionKind("scheduling.k8s.io", "v1", "PriorityClass"),
            new GroupVersionResource("scheduling.k8s.io", "v1", CLASSES),
            "",
            "",
            name,
            UserInfo.of("ann"),
            object,
            null,
            Json.object(),
            false));
  }

  @Test
  void refusesASecondDefault() {
    validate("usual");
    storeDefault("usual", 7);
    validate("usual");
    assertThatThrownBy(() -> validate("other"))
        .hasMessageEndingWith(
            "PriorityClass usual is already marked as default. Only one default can exist");
  }
}
