package io.binnacle.app.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.binnacle.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkPlanTest {
  private static final String HEAD = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU";

  @TempDir Path home;
  private Path file;
  private Path routes;

  @BeforeEach
  void name() {
    file = home.resolve("network.properties");
    routes = home.resolve("route");
  }

  /** The last two bytes of an address come first in the kernel's table. */
  private void route(String destination, String mask) throws IOException {
    String standard = "eth0 00000000 0100000A 0003 0 0 0 00000000 0";
    String other = "eth1 " + destination + " 00000000 0001 0 0 0 " + mask + " 0";
    Files.write(routes, List.of(HEAD, standard, other));
  }

  private NetworkPlan plan(String wanted) throws IOException {
    return NetworkPlan.of(file, routes, Optional.of(wanted).filter(setting -> !setting.isEmpty()));
  }

  @Test
  void takesTheUsualRanges() throws IOException {
    assertThat(plan("")).isEqualTo(new NetworkPlan("10.96.0.0/16", "10.244.0.0/16"));
  }

  @Test
  void takesTheNextRangesThatNoRouteLeadsTo() throws IOException {
    route("0000600A", "0000FFFF");
    assertThat(plan("")).isEqualTo(new NetworkPlan("10.97.0.0/16", "10.243.0.0/16"));
  }

  @Test
  void keepsItsChoice() throws IOException {
    NetworkPlan first = plan("");
    route("0000600A", "0000FFFF");
    assertThat(plan("")).isEqualTo(first);
  }

  @Test
  void takesTheRangeThatIsAskedForAndKeepsPodsOutOfIt() throws IOException {
    NetworkPlan plan = plan("10.244.128.7/20");

    assertThat(plan).isEqualTo(new NetworkPlan("10.244.128.0/20", "10.243.0.0/16"));
    assertThat(plan.apiServiceIp()).isEqualTo("10.244.128.1");
    assertThat(plan("10.244.128.0/20")).isEqualTo(plan);
  }

  @Test
  void countsFromTheBeginningOfASmallRange() throws IOException {
    NetworkPlan plan = plan("192.168.5.128/25");
    assertThat(plan.apiServiceIp()).isEqualTo("192.168.5.129");
    assertThat(plan.dnsServiceIp()).isEqualTo("192.168.5.138");
  }

  @Test
  void refusesAnotherRangeThanTheClusterHas() throws IOException {
    plan("10.96.0.0/16");
    assertThatThrownBy(() -> plan("10.50.0.0/16"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("BINNACLE_SERVICE_SERVICE_CIDR")
        .hasMessageContaining("10.96.0.0/16");
  }

  @Test
  void refusesWhatIsNoRange() {
    for (String wrong : List.of("ten", "10.0.0.0", "10.0.0.0/33", "fd00::/64", "0.0.0.0/0")) {
      assertThatThrownBy(() -> plan(wrong)).isInstanceOf(ConfigurationException.class);
    }
  }
}
