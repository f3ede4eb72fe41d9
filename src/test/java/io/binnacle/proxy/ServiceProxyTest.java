package io.binnacle.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.FakeApiClient;
import io.binnacle.client.FakeTime;
import io.binnacle.client.Resources;
import io.binnacle.client.SharedInformerFactory;
import io.binnacle.process.CommandException;
import io.binnacle.process.CommandRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** When rules are applied, and what happens when they cannot be. */
class ServiceProxyTest {
  private final FakeTime time = new FakeTime();
  private final FakeApiClient client = new FakeApiClient(time);
  private final List<String> applied = new ArrayList<>();
  private Optional<String> failure = Optional.empty();

  private final ServiceProxy proxy =
      new ServiceProxy(
          ProxyFixtures.CONFIGURATION,
          new ProxyNode("test", "here", "192.0.2.2", List.of(), "10.96.0.0/16"),
          new SharedInformerFactory(client, Runnable::run, time, new Random(1)),
          this::run,
          time);

  private CommandRunner.Result run(List<String> command, String input) {
    if (failure.isPresent()) {
      throw new CommandException(failure.get());
    }
    if (command.equals(List.of("nft", "-f", "-"))) {
      applied.add(input);
    }
    boolean listing = command.contains("list");
    return new CommandRunner.Result(listing ? 1 : 0, "", "");
  }

  private void given(String service, String slice) {
    client.given(Resources.SERVICES, ProxyFixtures.tree(service).toString());
    client.given(Resources.ENDPOINT_SLICES, ProxyFixtures.tree(slice).toString());
  }

  @Test
  void changesWithinAMomentAreAppliedTogether() {
    proxy.start();
    time.advance(Duration.ofSeconds(1));
    applied.clear();
    given(ProxyFixtures.service("web", ""), ProxyFixtures.slice("web", "{addresses: [10.1.0.1]}"));
    assertThat(applied).isEmpty();
    time.advance(Duration.ofMillis(100));
    assertThat(applied).hasSize(1);
    assertThat(applied.getFirst()).contains("dnat to 10.1.0.1:8080");
  }

  @Test
  void aMissingProgramIsSaidAndTriedAgain() {
    failure = Optional.of("the program 'nft' is not installed");
    proxy.start();
    time.advance(Duration.ofSeconds(1));
    assertThat(proxy.problem()).contains("the program 'nft' is not installed");
    failure = Optional.empty();
    time.advance(Duration.ofSeconds(6));
    assertThat(proxy.problem()).isEmpty();
    assertThat(applied).isNotEmpty();
  }

  @Test
  void stoppingLeavesTheRulesAndRemovalRemovesThem() {
    proxy.start();
    time.advance(Duration.ofSeconds(1));
    proxy.stop();
    applied.clear();
    given(ProxyFixtures.service("web", ""), ProxyFixtures.slice("web"));
    time.advance(Duration.ofMinutes(5));
    assertThat(applied).isEmpty();
    ServiceProxy.remove("test", "10.96.0.0/16", this::run);
    assertThat(applied)
        .containsExactly("add table ip binnacle-proxy-test\ndelete table ip binnacle-proxy-test\n");
  }
}
