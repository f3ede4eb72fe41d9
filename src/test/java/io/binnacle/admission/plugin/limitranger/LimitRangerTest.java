package io.binnacle.admission.plugin.limitranger;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.store;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.storage.memory.MemoryObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitRangerTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final LimitRanger plugin = new LimitRanger(store);

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void limits(String limit) {
    store(
        store, "limitranges", "ns", "{'metadata':{'name':'l'},'spec':{'limits':[" + limit + "]}}");
  }

  private ObjectNode pod(String resources) {
    ObjectNode pod =
        tree(
            "{'metadata':{'name':'p'},'spec':{'containers':[{'name':'c','resources':"
                + resources
                + "}]}}");
    AdmissionRequest request = create("pods", "ns", pod);
    plugin.admit(request);
    plugin.validate(request);
    return pod;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                            | {'cpu':'100m','memory':'64Mi'} | {'cpu':'500m','memory':'64Mi'} | cpu, memory request for container c; cpu, memory limit for container c",
        "{'requests':{'cpu':'200m'}}   | {'cpu':'200m','memory':'64Mi'} | {'cpu':'500m','memory':'64Mi'} | memory request for container c; cpu, memory limit for container c",
        "{'requests':{'memory':'1Gi'},'limits':{'memory':'1Gi'}} | {'cpu':'100m','memory':'1Gi'} | {'cpu':'500m','memory':'1Gi'} | cpu request for container c; cpu limit for container c",
      })
  void setsWhatContainersDoNotState(
      String resources, String requests, String limits, String annotation) {
    limits(
        "{'type':'Container','default':{'cpu':'500m','memory':'64Mi'},"
            + "'defaultRequest':{'cpu':'100m','memory':'64Mi'}}");
    ObjectNode pod = pod(resources);
    assertThat(pod.at("/spec/containers/0/resources/requests")).isEqualTo(tree(requests));
    assertThat(pod.at("/spec/containers/0/resources/limits")).isEqualTo(tree(limits));
    assertThat(pod.at("/metadata/annotations/kubernetes.io~1limit-ranger").asText())
        .isEqualTo("LimitRanger plugin set: " + annotation);
  }

  @Test
  void setsNothingOnPodsThatStateEverything() {
    limits("{'type':'Container','default':{'cpu':'500m'}}");
    assertThat(pod("{'limits':{'cpu':'1'}}").path("metadata").has("annotations")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'Container','min':{'cpu':'100m'}} | {} | minimum cpu usage per Container is 100m.  No request is specified",
        "{'type':'Container','min':{'cpu':'100m'}} | {'requests':{'cpu':'50m'}} | minimum cpu usage per Container is 100m, but request is 50m",
        "{'type':'Container','max':{'cpu':'1'}} | {} | maximum cpu usage per Container is 1.  No limit is specified",
        "{'type':'Container','max':{'cpu':'1'}} | {'limits':{'cpu':'2'}} | maximum cpu usage per Container is 1, but limit is 2",
        "{'type':'Pod','max':{'memory':'1Gi'}} | {'limits':{'memory':'2Gi'}} | maximum memory usage per Pod is 1Gi, but limit is 2Gi",
        "{'type':'Container','maxLimitRequestRatio':{'cpu':'2'}} | {'requests':{'cpu':'100m'},'limits':{'cpu':'500m'}} | cpu max limit to request ratio per Container is 2, but provided ratio is 5.000000",
        "{'type':'Container','maxLimitRequestRatio':{'cpu':'2'}} | {'limits':{'cpu':'500m'}} | cpu max limit to request ratio per Container is 2, but no request is specified or request is 0",
        "{'type':'Container','max':{'cpu':'1','memory':'1Gi'}} | {} | [maximum cpu usage per Container is 1.  No limit is specified, maximum memory usage per Container is 1Gi.  No limit is specified]",
      })
  void refusesPodsOutOfRange(String limit, String resources, String message) {
    limits(limit);
    assertThatThrownBy(() -> pod(resources)).hasMessage("pods \"p\" is forbidden: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5Gi | maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 5Gi",
        "1Mi | minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi",
      })
  void refusesClaimsOutOfRange(String storage, String message) {
    limits("{'type':'PersistentVolumeClaim','min':{'storage':'1Gi'},'max':{'storage':'2Gi'}}");
    AdmissionRequest request =
        create(
            "persistentvolumeclaims",
            "ns",
            tree(
                "{'metadata':{'name':'a'},'spec':{'resources':{'requests':{'storage':'"
                    + storage
                    + "'}}}}"));
    assertThatThrownBy(() -> plugin.validate(request))
        .hasMessage("persistentvolumeclaims \"a\" is forbidden: " + message);
  }
}
