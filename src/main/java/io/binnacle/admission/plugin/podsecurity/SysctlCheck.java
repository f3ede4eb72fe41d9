package io.binnacle.admission.plugin.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Only sysctls of the pod's own namespaces may be set; releases have learned of more of them. */
final class SysctlCheck {
  private static final Set<String> SINCE_0 =
      Set.of(
          "kernel.shm_rmid_forced",
          "net.ipv4.ip_local_port_range",
          "net.ipv4.tcp_syncookies",
          "net.ipv4.ping_group_range",
          "net.ipv4.ip_unprivileged_port_start");
  private static final Set<String> SINCE_27 = Set.of("net.ipv4.ip_local_reserved_ports");
  private static final Set<String> SINCE_29 =
      Set.of(
          "net.ipv4.tcp_keepalive_time",
          "net.ipv4.tcp_fin_timeout",
          "net.ipv4.tcp_keepalive_intvl",
          "net.ipv4.tcp_keepalive_probes");
  private static final Set<String> SINCE_32 = Set.of("net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem");

  private SysctlCheck() {}

  static Check check() {
    return Check.since("sysctls", Level.BASELINE, 0, allowing(List.of(SINCE_0)))
        .changed(27, allowing(List.of(SINCE_0, SINCE_27)))
        .changed(29, allowing(List.of(SINCE_0, SINCE_27, SINCE_29)))
        .changed(32, allowing(List.of(SINCE_0, SINCE_27, SINCE_29, SINCE_32)));
  }

  private static Function<PodShape, Optional<Violation>> allowing(List<Set<String>> sets) {
    Set<String> allowed = new HashSet<>();
    sets.forEach(allowed::addAll);
    return pod -> {
      List<String> wrong = new ArrayList<>();
      for (JsonNode sysctl : pod.securityContext().path("sysctls")) {
        String name = sysctl.path("name").asText();
        if (!allowed.contains(name)) {
          wrong.add(name);
        }
      }
      return wrong.isEmpty()
          ? Optional.empty()
          : Optional.of(new Violation("forbidden sysctls", String.join(", ", wrong)));
    };
  }
}
