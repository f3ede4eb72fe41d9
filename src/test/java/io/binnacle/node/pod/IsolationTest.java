package io.binnacle.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.node.model.NodePod;
import io.binnacle.node.model.NodePods;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsolationTest {
  private static final Isolation ISOLATION =
      new Isolation(List.of("net.core.*", "kernel.sem"), false);

  private static String refusal(String spec) {
    NodePod pod = NodePods.withSpec(spec.replace('\'', '"') + ",\"containers\":[{\"name\":\"c\"}]");
    return ISOLATION
        .refusal(pod)
        .map(reason -> reason.reason() + ": " + reason.message())
        .orElse("");
  }

  @ParameterizedTest(name = "{0} {1}: {2}")
  @CsvSource({
    "net.ipv4.tcp_syncookies, hostIPC, ''",
    "net/ipv4/tcp_syncookies, hostIPC, ''",
    "net.ipv4.tcp_syncookies, hostNetwork, not allowed with host net enabled",
    "kernel.shm_rmid_forced, hostNetwork, ''",
    "kernel.shm_rmid_forced, hostIPC, not allowed with host ipc enabled",
    "kernel.panic, hostNetwork, not allowlisted",
    "net.core.somaxconn, hostIPC, ''",
    "kernel.sem, hostNetwork, ''",
    "kernel.sem2, hostNetwork, not allowlisted",
  })
  void sysctlsThatCouldHarmOthersAreForbidden(String name, String shared, String why) {
    String refusal =
        refusal(
            "'%s':true,'securityContext':{'sysctls':[{'name':'%s','value':'1'}]}"
                .formatted(shared, name));
    assertThat(refusal)
        .isEqualTo(
            why.isEmpty() ? "" : "SysctlForbidden: forbidden sysctl: \"" + name + "\" " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'hostUsers':false | UserNamespacesNotSupported",
        "'hostUsers':true | ''",
        "'runtimeClassName':'kata' | RuntimeClassNotSupported",
        "'securityContext':{'appArmorProfile':{'type':'RuntimeDefault'}} | AppArmor",
        "'securityContext':{'appArmorProfile':{'type':'Localhost','localhostProfile':'p'}} | AppArmor",
        "'securityContext':{'appArmorProfile':{'type':'Unconfined'}} | ''",
      },
      quoteCharacter = '"')
  void whatCannotBeIsolatedAsAskedIsRefused(String spec, String reason) {
    assertThat(refusal(spec)).startsWith(reason.replace("'", ""));
    assertThat(refusal(spec).isEmpty()).isEqualTo(reason.equals("''"));
  }
}
