package io.binnacle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.proxy.NftablesRuleset.Names;
import io.binnacle.proxy.NftablesRuleset.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The text of the rules. */
class NftablesRulesetTest {
  private static final ProxyNode NODE =
      new ProxyNode("test", "here", "192.0.2.2", List.of("10.1.0.0/16"), "10.96.0.0/16");
  private static final String TWO =
      ProxyFixtures.slice(
          "web",
          "{addresses: [10.1.0.1], nodeName: here}",
          "{addresses: [10.1.0.2], nodeName: there}");
  private static final String REMOTE =
      ProxyFixtures.slice("web", "{addresses: [10.1.0.2], nodeName: there}");

  private final NftablesRuleset ruleset = new NftablesRuleset(NODE, ProxyFixtures.CONFIGURATION);

  private static List<ServicePort> ports(String service, String... slices) {
    return new ServiceResolver("here", () -> "zone-a")
        .resolve(
            List.of(ProxyFixtures.object(service)),
            List.of(slices).stream().map(ProxyFixtures::object).toList());
  }

  private String text(String service, String... slices) {
    return ruleset.update(ports(service, slices), Names.NONE).text();
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = NftablesRulesetTest.class.getResourceAsStream(name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aServiceWithTwoEndpoints() throws IOException {
    assertThat(text(ProxyFixtures.service("web", ""), TWO)).isEqualTo(golden("two-endpoints.nft"));
  }

  @Test
  void aServiceWithoutEndpointsIsRefused() {
    assertThat(text(ProxyFixtures.service("web", "")))
        .contains("10.96.0.10 . tcp . 80 : goto reject-chain")
        .contains("tcp . 30080 : goto reject-chain")
        .doesNotContain("dnat to");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          internalTrafficPolicy: Local,  | 10.96.0.10 . tcp . 80 : drop
          ''                             | numgen random mod 1 vmap
          """)
  void internalTrafficPolicyDecidesWhichEndpointsCount(String spec, String expected) {
    assertThat(text(ProxyFixtures.service("web", spec), REMOTE)).contains(expected);
  }

  @Test
  void externalLocalKeepsTheClientsAddressAndLeavesOtherNodesAlone() {
    String text = text(ProxyFixtures.service("web", "externalTrafficPolicy: Local,"), TWO);
    String chain = chain(text, "external-");
    assertThat(chain)
        .contains("ip saddr 10.1.0.0/16 goto everywhere-")
        .contains("fib saddr type local jump mark-for-masquerade")
        .contains("numgen random mod 1 vmap")
        .contains("10.1.0.1/8080")
        .doesNotContain("10.1.0.2/8080");
    assertThat(
            chain(
                text(ProxyFixtures.service("web", "externalTrafficPolicy: Local,"), REMOTE),
                "external-"))
        .contains("\n    drop\n");
  }

  private static String chain(String text, String prefix) {
    int start = text.indexOf("  chain " + prefix);
    assertThat(start).isPositive();
    return text.substring(start, text.indexOf("\n  }", start) + 1);
  }

  @Test
  void affinityRemembersClientsInASetAnEndpoint() {
    Transaction first =
        ruleset.update(
            ports(ProxyFixtures.service("web", "sessionAffinity: ClientIP,"), TWO), Names.NONE);
    assertThat(first.names().sets()).hasSize(2);
    assertThat(first.text()).contains("timeout 10800s").contains("update @affinity-");

    Transaction second =
        ruleset.update(
            ports(ProxyFixtures.service("web", "sessionAffinity: ClientIP,"), REMOTE),
            first.names());
    assertThat(second.names().sets()).hasSize(1);
    String kept = second.names().sets().iterator().next();
    assertThat(second.text())
        .contains("delete set ip binnacle-proxy-test affinity-")
        .doesNotContain("delete set ip binnacle-proxy-test " + kept)
        .contains("delete chain ip binnacle-proxy-test endpoint-");
  }

  @Test
  void loadBalancersAreOpenToTheirSourcesAlone() {
    String service =
        ProxyFixtures.service(
                "web", "type: LoadBalancer, loadBalancerSourceRanges: [198.51.100.0/24],")
            .replaceFirst("}$", ", status: {loadBalancer: {ingress: [{ip: 203.0.113.9}]}}}");
    assertThat(text(service, TWO))
        .contains("203.0.113.9 . tcp . 80 : goto external-")
        .contains("ip daddr 203.0.113.9 ip saddr != 198.51.100.0/24 drop");
  }

  @Test
  void namesStayWithinWhatTheKernelTakes() {
    String name = "a".repeat(63);
    String service =
        ProxyFixtures.service(name, "sessionAffinity: ClientIP,")
            .replace("namespace: default", "namespace: " + "b".repeat(63));
    String slice =
        ProxyFixtures.slice(name, "{addresses: [10.1.0.1], nodeName: here}")
            .replace("namespace: default", "namespace: " + "b".repeat(63));
    Names names = ruleset.update(ports(service, slice), Names.NONE).names();
    assertThat(names.chains()).allMatch(chain -> chain.length() <= 120);
    assertThat(names.sets()).allMatch(set -> set.length() <= 120).isNotEmpty();
  }
}
