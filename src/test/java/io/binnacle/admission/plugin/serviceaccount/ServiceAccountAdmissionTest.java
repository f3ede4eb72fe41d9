package io.binnacle.admission.plugin.serviceaccount;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.store;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.storage.memory.MemoryObjectStore;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceAccountAdmissionTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final ServiceAccountAdmission plugin = new ServiceAccountAdmission(store, new Random(7));

  @BeforeEach
  void fillStore() {
    store(
        store,
        "serviceaccounts",
        "ns",
        "{'metadata':{'name':'default'},'imagePullSecrets':[{'name':'registry'}]}");
    store(
        store,
        "serviceaccounts",
        "ns",
        "{'metadata':{'name':'shy'},'automountServiceAccountToken':false}");
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private JsonNode admit(String spec) {
    ObjectNode pod = tree("{'metadata':{'name':'p'},'spec':" + spec + "}");
    AdmissionRequest request = create("pods", "ns", pod);
    plugin.admit(request);
    plugin.validate(request);
    return pod.path("spec");
  }

  @Test
  void givesThePodTheDefaultAccountWithTokenAndSecrets() {
    JsonNode spec = admit("{'containers':[{'name':'c'}],'initContainers':[{'name':'i'}]}");
    assertThat(spec.path("serviceAccountName").asText()).isEqualTo("default");
    assertThat(spec.path("serviceAccount").asText()).isEqualTo("default");
    assertThat(spec.path("imagePullSecrets"))
        .isEqualTo(tree("{'a':[{'name':'registry'}]}").get("a"));

    JsonNode volume = spec.path("volumes").path(0);
    String name = volume.path("name").asText();
    assertThat(name).matches("kube-api-access-[a-z0-9]{5}");
    assertThat(volume.path("projected"))
        .isEqualTo(
            tree(
                "{'sources':[{'serviceAccountToken':{'expirationSeconds':3607,'path':'token'}},"
                    + "{'configMap':{'name':'kube-root-ca.crt','items':[{'key':'ca.crt',"
                    + "'path':'ca.crt'}]}},{'downwardAPI':{'items':[{'path':'namespace',"
                    + "'fieldRef':{'apiVersion':'v1','fieldPath':'metadata.namespace'}}]}}],"
                    + "'defaultMode':420}"));
    JsonNode mount =
        tree(
            "{'name':'"
                + name
                + "','readOnly':true,'mountPath':"
                + "'/var/run/secrets/kubernetes.io/serviceaccount'}");
    assertThat(spec.at("/containers/0/volumeMounts/0")).isEqualTo(mount);
    assertThat(spec.at("/initContainers/0/volumeMounts/0")).isEqualTo(mount);
  }

  @ParameterizedTest
  @CsvSource({
    "default,      , true",
    "default, false, false",
    "shy,          , false",
    "shy,      true, true"
  })
  void mountsTheTokenUnlessPodOrAccountDecline(String account, Boolean ofPod, boolean mounted) {
    String automount = ofPod == null ? "" : ",'automountServiceAccountToken':" + ofPod;
    JsonNode spec =
        admit(
            "{'serviceAccountName':'"
                + account
                + "','containers':[{'name':'c'}]"
                + automount
                + "}");
    assertThat(spec.path("volumes").isEmpty()).isNotEqualTo(mounted);
  }

  @Test
  void leavesWhatThePodBringsItself() {
    JsonNode spec =
        admit(
            "{'imagePullSecrets':[{'name':'own'}],'containers':[{'name':'c','volumeMounts':"
                + "[{'name':'v','mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}]}]}");
    assertThat(spec.path("volumes").isEmpty()).isTrue();
    assertThat(spec.at("/imagePullSecrets/0/name").asText()).isEqualTo("own");
  }

  @Test
  void refusesAnAccountThatDoesNotExist() {
    assertThatThrownBy(() -> admit("{'serviceAccountName':'none','containers':[]}"))
        .hasMessage(
            "pods \"p\" is forbidden: error looking up service account ns/none: serviceaccount"
                + " \"none\" not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'serviceAccountName':'default'  | may not reference service accounts",
        "'volumes':[{'name':'v','secret':{}}] | may not reference secrets",
        "'containers':[{'name':'c','envFrom':[{'secretRef':{'name':'s'}}]}] | may not reference secrets",
        "'volumes':[{'name':'v','projected':{'sources':[{'serviceAccountToken':{}}]}}] | may not use service account token",
      },
      quoteCharacter = '`')
  void refusesMirrorPodsThatWantWhatTheyMayNotHave(String spec, String problem) {
    ObjectNode pod =
        tree(
            "{'metadata':{'name':'p','annotations':{'kubernetes.io/config.mirror':'x'}},'spec':{"
                + spec
                + "}}");
    AdmissionRequest request = create("pods", "ns", pod);
    plugin.admit(request);
    assertThatThrownBy(() -> plugin.validate(request)).hasMessageContaining(problem);
  }
}
