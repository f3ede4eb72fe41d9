package io.binnacle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which UDP flows are forgotten. */
class StaleFlowsTest {
  private static List<ServicePort> ports(String... endpoints) {
    return new ServiceResolver("here", () -> "zone-a")
        .resolve(
            List.of(ProxyFixtures.object(ProxyFixtures.service("web", "").replace("TCP", "UDP"))),
            List.of(
                ProxyFixtures.object(ProxyFixtures.slice("web", endpoints).replace("TCP", "UDP"))));
  }

  private static final String ONE = "{addresses: [10.1.0.1]}";
  private static final String TWO = "{addresses: [10.1.0.2]}";

  private static List<String> commands(List<ServicePort> before, List<ServicePort> now) {
    return StaleFlows.commands(before, now).stream()
        .map(command -> String.join(" ", command))
        .toList();
  }

  @Test
  void flowsToEndpointsThatAreGone() {
    assertThat(commands(ports(ONE, TWO), ports(ONE)))
        .containsExactly(
            "-D -p udp --orig-dst 10.96.0.10 --dst-nat 10.1.0.2",
            "-D -p udp --dport 30080 --dst-nat 10.1.0.2");
  }

  @Test
  void flowsThatWentPastAServiceWithoutEndpoints() {
    assertThat(commands(ports(), ports(ONE)))
        .containsExactly("-D -p udp --orig-dst 10.96.0.10 --dport 80", "-D -p udp --dport 30080");
  }

  @Test
  void nothingWhereNothingIsGone() {
    assertThat(commands(ports(ONE), ports(ONE, TWO))).isEmpty();
  }
}
