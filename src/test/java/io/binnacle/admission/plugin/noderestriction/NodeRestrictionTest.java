package io.binnacle.admission.plugin.noderestriction;

import static io.binnacle.admission.AdmissionRequests.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.admission.AdmissionRequest;
import io.binnacle.admission.AdmissionRequest.Operation;
import io.binnacle.admission.AdmissionRequests;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionKind;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.authentication.UserInfo;
import io.binnacle.storage.memory.MemoryObjectStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeRestrictionTest {
  private static final UserInfo NODE = UserInfo.of("system:node:n1", "system:nodes");
  private static final String MINE =
      "{'metadata':{'name':'mine','uid':'u1'},'spec':{'nodeName':'n1'}}";
  private static final String OTHER =
      "{'metadata':{'name':'other','uid':'u2'},'spec':{'nodeName':'n2'}}";

  private static final String VOLUME =
      "{'metadata':{'name':'v','deletionTimestamp':'2026-11-22T12:00:00Z','labels':{'binnacle.io/node':'n1'},"
          + "'annotations':{'pv.kubernetes.io/provisioned-by':'binnacle.io/local-path'}%s},'spec':{'local':{'path':'/x'}}}";
  private static final String FINALIZED = ",'finalizers':['binnacle.io/local-path']";

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final NodeRestriction plugin = new NodeRestriction(store);

  @BeforeEach
  void storePods() {
    AdmissionRequests.store(store, "pods", "ns", MINE);
    AdmissionRequests.store(store, "pods", "ns", OTHER);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static AdmissionRequest request(
      UserInfo user, Operation operation, String resource, String object, String old) {
    String[] parts = resource.split("/");
    String[] group = parts[0].split("\\.", 2);
    String named = object == null ? old : object;
    return new AdmissionRequest(
        operation,
        new GroupVersionKind("", "v1", "Kind"),
        new GroupVersionResource(group.length > 1 ? group[1] : "", "v1", group[0]),
        parts.length > 1 ? parts[1] : "",
        "ns",
        named == null ? "x" : tree(named).path("metadata").path("name").asText(),
        user,
        object == null ? null : tree(object),
        old == null ? null : ApiObject.of(tree(old)),
        Json.object(),
        false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "DELETE | pods | - | " + MINE,
        "UPDATE | pods/status | " + MINE + " | " + MINE,
        "CREATE | pods/eviction | {'metadata':{'name':'mine'}} | -",
        "CREATE | pods | {'metadata':{'name':'m','annotations':{'kubernetes.io/config.mirror':'h'}},"
            + "'spec':{'nodeName':'n1'}} | -",
        "CREATE | nodes | {'metadata':{'name':'n1'},'spec':{'taints':[{'key':'a'}]}} | -",
        "UPDATE | nodes/status | {'metadata':{'name':'n1'},'spec':{}} | {'metadata':{'name':'n1'},'spec':{}}",
        "CREATE | serviceaccounts/token | {'metadata':{'name':'default'},"
            + "'spec':{'boundObjectRef':{'kind':'Pod','name':'mine','uid':'u1'}}} | -",
        "CREATE | events | {'metadata':{'name':'e'}} | -",
        "CREATE | certificatesigningrequests.certificates.k8s.io | {'metadata':{'name':'c'}} | -",
      })
  void letsNodesDoTheirWork(Operation operation, String resource, String object, String old) {
    assertThatCode(() -> plugin.validate(request(NODE, operation, resource, object, old)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "DELETE | pods | - | " + OTHER,
        "UPDATE | pods | " + MINE + " | " + MINE,
        "UPDATE | pods/status | " + OTHER + " | " + OTHER,
        "UPDATE | pods/status | {'metadata':{'name':'mine','labels':{'a':'b'}},'spec':{'nodeName':'n1'}} | "
            + MINE,
        "UPDATE | pods/ephemeralcontainers | " + MINE + " | " + MINE,
        "CREATE | pods/binding | {'metadata':{'name':'other'}} | -",
        "CREATE | pods/eviction | {'metadata':{'name':'other'}} | -",
        "CREATE | pods | " + MINE + " | -",
        "CREATE | pods | {'metadata':{'name':'m','annotations':{'kubernetes.io/config.mirror':'h'}},"
            + "'spec':{'nodeName':'n2'}} | -",
        "CREATE | pods | {'metadata':{'name':'m','annotations':{'kubernetes.io/config.mirror':'h'}},"
            + "'spec':{'nodeName':'n1','serviceAccountName':'a'}} | -",
        "UPDATE | nodes | {'metadata':{'name':'n2'}} | {'metadata':{'name':'n2'}}",
        "DELETE | nodes | - | {'metadata':{'name':'n2'}}",
        "UPDATE | nodes | {'metadata':{'name':'n1'}} | {'metadata':{'name':'n1'},'spec':{'taints':[{'key':'a'}]}}",
        "CREATE | nodes | {'metadata':{'name':'n1','labels':{'node-restriction.kubernetes.io/a':'b'}}} | -",
        "CREATE | serviceaccounts | {'metadata':{'name':'default'}} | -",
        "CREATE | serviceaccounts/token | {'metadata':{'name':'default'}} | -",
        "CREATE | serviceaccounts/token | {'metadata':{'name':'default'},"
            + "'spec':{'boundObjectRef':{'kind':'Node','name':'n1','uid':'u1'}}} | -",
        "CREATE | serviceaccounts/token | {'metadata':{'name':'default'},"
            + "'spec':{'boundObjectRef':{'kind':'Pod','name':'mine'}}} | -",
        "CREATE | serviceaccounts/token | {'metadata':{'name':'default'},"
            + "'spec':{'boundObjectRef':{'kind':'Pod','name':'other','uid':'u2'}}} | -",
        "UPDATE | leases.coordination.k8s.io | {'metadata':{'name':'n1'}} | {'metadata':{'name':'n1'}}",
        "UPDATE | certificatesigningrequests.certificates.k8s.io/approval | {'metadata':{'name':'c'}} | -",
        "CONNECT | nodes/proxy | - | -",
      })
  void refusesWhatIsNotTheNodesOwn(
      Operation operation, String resource, String object, String old) {
    assertThatThrownBy(() -> plugin.validate(request(NODE, operation, resource, object, old)))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(403));
    assertThatCode(
            () -> plugin.validate(request(UserInfo.of("ann"), operation, resource, object, old)))
        .doesNotThrowAnyException();
  }

  @Test
  void aNodeReleasesItsLocalVolumesAndDoesNothingElseToThem() {
    String volume = VOLUME.formatted(FINALIZED);
    String released = VOLUME.formatted("");
    assertThatCode(() -> plugin.validate(onVolume(released, volume))).doesNotThrowAnyException();

    assertRefused(onVolume(released.replace("/x", "/etc"), volume));
    assertRefused(onVolume(released, volume.replace("'n1'", "'n2'")));
    assertRefused(onVolume(released, volume.replace("provisioned-by':'binnacle.io", "x':'y")));
    assertRefused(onVolume(released, volume.replace("deletionTimestamp", "creationTimestamp")));
    assertRefused(request(NODE, Operation.CREATE, "persistentvolumes", volume, null));
    assertRefused(request(NODE, Operation.DELETE, "persistentvolumes", null, volume));
  }

  private static AdmissionRequest onVolume(String object, String old) {
    return request(NODE, Operation.UPDATE, "persistentvolumes", object, old);
  }

  private void assertRefused(AdmissionRequest request) {
    assertThatThrownBy(() -> plugin.validate(request))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(403));
  }

  @Test
  void refusesAMemberOfTheGroupThatIsNoNode() {
    assertThatThrownBy(() ->
            plugin.validate(
                request(UserInfo.of("ann", "system:nodes"), Operation.DELETE, "pods", null, MINE)))
        .hasMessageContaining("could not determine node from user \"ann\"");
  }

  @Test
  void refusesATokenForAPodThatWasMadeAnew() {
    String token =
        "{'metadata':{'name':'default'},"
            + "'spec':{'boundObjectRef':{'kind':'Pod','name':'mine','uid':'old'}}}";
    assertThatThrownBy(() ->
            plugin.validate(request(NODE, Operation.CREATE, "serviceaccounts/token", token, null)))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isConflict()).isTrue());
  }
}
