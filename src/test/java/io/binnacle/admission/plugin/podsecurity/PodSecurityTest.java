package io.binnacle.admission.plugin.podsecurity;

import static io.binnacle.admission.AdmissionRequests.create;
import static io.binnacle.admission.AdmissionRequests.request;
import static io.binnacle.admission.AdmissionRequests.store;
import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import io.binnacle.storage.memory.MemoryObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodSecurityTest {
  private static final String HARDENED =
      "{'containers':[{'name':'c','securityContext':{'allowPrivilegeEscalation':false,"
          + "'capabilities':{'drop':['ALL'],'add':['NET_BIND_SERVICE']}}}],"
          + "'securityContext':{'runAsNonRoot':true,'seccompProfile':{'type':'Localhost'}}}";

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final PodSecurity plugin = new PodSecurity(store);

  @AfterEach
  void closeStore() {
    store.close();
  }

  private void namespace(String labels) {
    store(store, "namespaces", "", namespaceJson(labels));
  }

  private static String namespaceJson(String labels) {
    StringBuilder json = new StringBuilder("{'metadata':{'name':'ns','labels':{");
    String separator = "";
    for (String label : labels.split(",")) {
      String[] parts = label.split("=");
      json.append(separator).append("'pod-security.kubernetes.io/").append(parts[0]);
      json.append("':'").append(parts[1]).append('\'');
      separator = ",";
    }
    return json.append("}}}").toString();
  }

  private static ObjectNode pod(String spec) {
    return tree("{'metadata':{'name':'p'},'spec':" + spec + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'hostNetwork':true} | host namespaces (hostNetwork=true)",
        "{'volumes':[{'name':'a','hostPath':{}},{'name':'b','hostPath':{}}]}"
            + " | hostPath volumes (volumes \"a\", \"b\")",
        "{'containers':[{'name':'c','ports':[{'hostPort':80},{'hostPort':443}]},"
            + "{'name':'d','ports':[{'hostPort':80}]}]}"
            + " | hostPort (containers \"c\", \"d\" use hostPorts 443, 80)",
        "{'initContainers':[{'name':'i','securityContext':{'privileged':true}}]}"
            + " | privileged (container \"i\" must not set securityContext.privileged=true)",
        "{'containers':[{'name':'c','securityContext':{'procMount':'Unmasked'}}]}"
            + " | procMount (container \"c\" must not set securityContext.procMount to"
            + " \"Unmasked\")",
        "{'containers':[{'name':'c','securityContext':{'capabilities':{'add':['BPF','KILL']}}}]}"
            + " | non-default capabilities (container \"c\" must not include \"BPF\" in"
            + " securityContext.capabilities.add)",
        "{'securityContext':{'sysctls':[{'name':'kernel.sem'},{'name':'net.ipv4.tcp_rmem'}]}}"
            + " | forbidden sysctls (kernel.sem)",
        "{'securityContext':{'seccompProfile':{'type':'Unconfined'}}}"
            + " | seccompProfile (pod must not set securityContext.seccompProfile.type to"
            + " \"Unconfined\")",
        "{'securityContext':{'seLinuxOptions':{'type':'spc_t','user':'u'}}}"
            + " | seLinuxOptions (pod set forbidden securityContext.seLinuxOptions:"
            + " type \"spc_t\"; user may not be set)",
        "{'containers':[{'name':'c','securityContext':{'appArmorProfile':{'type':'Unconfined'}}}]}"
            + " | forbidden AppArmor profile (container \"c\" must not set AppArmor profile type"
            + " to \"Unconfined\")",
        "{'securityContext':{'windowsOptions':{'hostProcess':true}}}"
            + " | hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)",
        "{'containers':[{'name':'c','livenessProbe':{'httpGet':{'host':'h'}},"
            + "'lifecycle':{'preStop':{'tcpSocket':{'host':'g'}}}}]}"
            + " | probe or lifecycle host (container \"c\" uses probe or lifecycle hosts"
            + " \"g\", \"h\")",
      })
  void baselineRefusesWaysOutOfTheContainer(String spec, String broken) {
    namespace("enforce=baseline");
    assertThatThrownBy(() -> plugin.validate(create("pods", "ns", pod(spec))))
        .isInstanceOf(ApiException.class)
        .hasMessage("pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": " + broken);
  }

  @Test
  void restrictedSaysAllThatIsMissing() {
    namespace("enforce=restricted,enforce-version=v1.28");
    ObjectNode pod =
        pod("{'containers':[{'name':'c'}],'volumes':[{'name':'v','nfs':{'server':'s'}}]}");
    assertThatThrownBy(() -> plugin.validate(create("pods", "ns", pod)))
        .hasMessage(
            "pods \"p\" is forbidden: violates PodSecurity \"restricted:v1.28\":"
                + " allowPrivilegeEscalation != false (container \"c\" must set"
                + " securityContext.allowPrivilegeEscalation=false), unrestricted capabilities"
                + " (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]),"
                + " restricted volume types (volume \"v\" uses restricted volume type \"nfs\"),"
                + " runAsNonRoot != true (pod or container \"c\" must set"
                + " securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\""
                + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or"
                + " \"Localhost\")");
  }

  @ParameterizedTest
  @CsvSource({"restricted", "baseline", "privileged"})
  void hardenedPodsPassEveryStandard(String level) {
    namespace("enforce=" + level);
    assertThatNoException().isThrownBy(() -> plugin.validate(create("pods", "ns", pod(HARDENED))));
  }

  @Test
  void olderReleasesDemandLess() {
    namespace("enforce=baseline,enforce-version=v1.33");
    ObjectNode pod = pod("{'containers':[{'name':'c','livenessProbe':{'httpGet':{'host':'h'}}}]}");
    assertThatNoException().isThrownBy(() -> plugin.validate(create("pods", "ns", pod)));
  }

  @Test
  void templatesAreWarnedOfAndNeverRefused() {
    namespace("enforce=baseline");
    ObjectNode template = tree("{'metadata':{'name':'t'},'template':{'spec':{'hostPID':true}}}");
    AdmissionRequest request = create("podtemplates", "ns", template);
    plugin.validate(request);
    assertThat(request.warnings())
        .containsExactly(
            "would violate PodSecurity \"baseline:latest\": host namespaces (hostPID=true)");
  }

  @Test
  void updatesThatMakeNothingWorsePass() {
    namespace("enforce=baseline");
    ApiObject old = ApiObject.of(pod("{'hostPID':true,'containers':[{'name':'c','image':'a'}]}"));
    ObjectNode pod = pod("{'hostPID':true,'containers':[{'name':'c','image':'b'}]}");
    assertThatNoException()
        .isThrownBy(() -> plugin.validate(request(Operation.UPDATE, "pods", "ns", pod, old)));
    ObjectNode worse = pod("{'hostPID':true,'hostIPC':true,'containers':[{'name':'c'}]}");
    assertThatThrownBy(() -> plugin.validate(request(Operation.UPDATE, "pods", "ns", worse, old)))
        .hasMessageContaining("hostPID=true, hostIPC=true");
  }

  @Test
  void wrongLabelsAreRefusedWhereTheyAreNew() {
    ObjectNode wrong = tree(namespaceJson("enforce=tough,warn-version=1"));
    assertThatThrownBy(() -> plugin.validate(onNamespace(Operation.CREATE, wrong, null)))
        .hasMessageContaining("must be one of privileged, baseline, restricted")
        .hasMessageContaining("must be \"latest\" or \"v1.x\"");
    assertThatNoException()
        .isThrownBy(
            () -> plugin.validate(onNamespace(Operation.UPDATE, wrong, ApiObject.of(wrong))));
  }

  @Test
  void aStricterNamespaceWarnsOfThePodsItHas() {
    store(store, "pods", "ns", "{'metadata':{'name':'a'},'spec':{'hostPID':true}}");
    store(store, "pods", "ns", "{'metadata':{'name':'b'},'spec':{'hostPID':true}}");
    AdmissionRequest request =
        onNamespace(
            Operation.UPDATE,
            tree(namespaceJson("enforce=baseline")),
            ApiObject.of(tree("{'metadata':{'name':'ns'}}")));
    plugin.validate(request);
    assertThat(request.warnings())
        .containsExactly(
            "existing pods in namespace \"ns\" violate the new PodSecurity enforce level"
                + " \"baseline:latest\"",
            "a (and 1 other pod): host namespaces");
  }

  private static AdmissionRequest onNamespace(
      Operation operation, ObjectNode namespace, ApiObject old) {
    return new AdmissionRequest(
        operation,
        new GroupVersionKind("", "v1", "Namespace"),
        new GroupVersionResource("", "v1", "namespaces"),
        "",
        "ns",
        "ns",
        UserInfo.of("ann"),
        namespace,
        old,
        Json.object(),
        false);
  }
}
