package io.binnacle.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.client.FakeApiClient;
import io.binnacle.client.FakeTime;
import io.binnacle.client.Resources;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ApiServerEndpointsTest {
  private final FakeTime time = new FakeTime();
  private final FakeApiClient api = new FakeApiClient(time);
  private final ApiServerEndpoints one = server("one", "10.0.0.1", 6443);
  private final ApiServerEndpoints two = server("two", "10.0.0.2", 6443);

  private ApiServerEndpoints server(String id, String address, int port) {
    return new ApiServerEndpoints(api, new ApiServerEndpoints.Self(id, address, port), time);
  }

  private JsonNode endpoints() {
    return api.get(Resources.ENDPOINTS, "default", "kubernetes").tree();
  }

  private void assertAddresses(String... addresses) {
    JsonNode subset = endpoints().path("subsets").path(0);
    assertThat(subset.path("addresses"))
        .extracting(address -> address.path("ip").asText())
        .containsExactly(addresses);
    assertThat(subset.path("ports").path(0).path("port").asInt()).isEqualTo(6443);
    JsonNode slice = api.get(Resources.ENDPOINT_SLICES, "default", "kubernetes").tree();
    assertThat(slice.path("endpoints"))
        .extracting(endpoint -> endpoint.path("addresses").path(0).asText())
        .containsExactly(addresses);
  }

  @Test
  void listsEveryServerThatLives() {
    one.reconcile();
    two.reconcile();
    assertAddresses("10.0.0.1", "10.0.0.2");
    one.reconcile();
    assertAddresses("10.0.0.1", "10.0.0.2");
  }

  @Test
  void leavesOutAServerThatRenewsNoMore() {
    one.reconcile();
    two.reconcile();
    one.reconcile();
    time.advance(Duration.ofSeconds(10));
    one.reconcile();
    assertAddresses("10.0.0.1", "10.0.0.2");
    time.advance(Duration.ofSeconds(10));
    one.reconcile();
    assertAddresses("10.0.0.1");

    two.reconcile();
    assertAddresses("10.0.0.1", "10.0.0.2");
  }

  @Test
  void takesAServerAwayThatStopsButNotTheLast() {
    one.reconcile();
    two.reconcile();
    one.withdraw();
    assertAddresses("10.0.0.2");
    two.withdraw();
    assertAddresses("10.0.0.2");
  }

  @Test
  void forgetsServersThatAreLongGone() {
    two.reconcile();
    one.reconcile();
    time.advance(Duration.ofMinutes(61));
    one.reconcile();
    assertThat(api.all(Resources.LEASES)).hasSize(1);
  }

  @Test
  void writesTheAddressesOnlyWhenTheyChange() {
    one.reconcile();
    String version = endpoints().path("metadata").path("resourceVersion").asText();
    time.advance(Duration.ofSeconds(10));
    one.reconcile();
    assertThat(endpoints().path("metadata").path("resourceVersion").asText()).isEqualTo(version);
  }

  @Test
  void triesAgainWhenAnotherServerWasFaster() {
    one.reconcile();
    AtomicInteger conflicts = new AtomicInteger();
    api.failWhen(call ->
        call.verb().equals("update") && conflicts.incrementAndGet() < 3
            ? Optional.of(ApiException.conflict(call.resource().groupResource(), "x", "changed"))
            : Optional.empty());
    two.reconcile();
    time.advance(Duration.ofSeconds(1));
    one.reconcile();
    assertAddresses("10.0.0.1", "10.0.0.2");
  }

  @Test
  void leavesOutServersAtAnotherPort() {
    server("three", "10.0.0.3", 7443).reconcile();
    one.reconcile();
    assertAddresses("10.0.0.1");
  }
}
