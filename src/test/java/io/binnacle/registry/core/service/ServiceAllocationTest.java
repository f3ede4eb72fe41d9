package io.binnacle.registry.core.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.errors.ApiException;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.RegistryFixture;
import io.binnacle.registry.RequestScope;
import io.binnacle.registry.WriteOptions;
import io.binnacle.storage.Mutation;
import io.binnacle.storage.MutationGroup;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceAllocationTest {
  /**
   * Late enough for all that were refused at once to try again on the same state, as on a busy
   * server.
   */
  private static final Executor IN_ROUNDS =
      CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS);

  private final RegistryFixture fixture = new RegistryFixture("10.96.0.0/26", IN_ROUNDS);
  private final RequestScope services = fixture.scope("", "services");

  @AfterEach
  void close() {
    fixture.close();
  }

  private static String service(String name, String spec) {
    return "{\"metadata\":{\"name\":\""
        + name
        + "\"},\"spec\":{\"ports\":[{\"port\":80}]"
        + spec
        + "}}";
  }

  private JsonNode create(String name, String spec) {
    return fixture.create(services, service(name, spec)).object().tree().path("spec");
  }

  /** Nothing is committed until the latch is down: all that is asked until then sees one state. */
  private CountDownLatch holdCommits() {
    CountDownLatch latch = new CountDownLatch(1);
    fixture.store().commit(MutationGroup.of(new Mutation.Guard(state -> await(latch))));
    return latch;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void servicesCreatedAtOnceGetDifferentAddressesUntilTheRangeIsFull() {
    WriteOptions options =
        new WriteOptions(false, WriteOptions.FieldValidation.STRICT, "test", false);
    CountDownLatch allAsked = holdCommits();
    List<CompletableFuture<String>> created =
        IntStream.range(0, 62)
            .mapToObj(i ->
                fixture
                    .registry()
                    .create(services, Json.readTrusted(service("s" + i, "")), options)
                    .thenApply(
                        written -> written.object().object().tree().at("/spec/clusterIP").asText())
                    .toCompletableFuture())
            .toList();
    allAsked.countDown();
    Set<String> addresses = new HashSet<>();
    created.forEach(each -> addresses.add(RegistryFixture.await(each)));

    assertThat(addresses).hasSize(62).doesNotContain("10.96.0.0", "10.96.0.63");
    assertThatThrownBy(() -> create("more", "")).hasMessageContaining("range is full");
    fixture.delete(services, "s0", "{}");
    assertThat(create("more", "").path("clusterIP").asText()).isIn(addresses);
  }

  @Test
  void anAddressThatIsTakenIsRefused() {
    create("a", ",\"clusterIP\":\"10.96.0.9\"");

    assertThatThrownBy(() -> create("b", ",\"clusterIP\":\"10.96.0.9\""))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "Service \"b\" is invalid: spec.clusterIPs: Invalid value: [\"10.96.0.9\"]:"
                + " failed to allocate IP 10.96.0.9: provided IP is already allocated");
  }

  @Test
  void aNodePortIsKeptByUpdatesAndGivenUpWithTheType() {
    int port = create("a", ",\"type\":\"NodePort\"").at("/ports/0/nodePort").asInt();
    assertThat(port).isBetween(30000, 32767);

    JsonNode kept =
        fixture
            .merge(services, "a", "{\"spec\":{\"ports\":[{\"port\":80,\"name\":\"web\"}]}}")
            .object()
            .tree();
    assertThat(kept.at("/spec/ports/0/nodePort").asInt()).isEqualTo(port);

    fixture.merge(services, "a", "{\"spec\":{\"type\":\"ClusterIP\"}}");
    JsonNode other =
        fixture
            .create(
                services,
                "{\"metadata\":{\"name\":\"b\"},\"spec\":{\"type\":\"NodePort\",\"ports\":[{\"port\":80,\"nodePort\":"
                    + port
                    + "}]}}")
            .object()
            .tree();
    assertThat(other.at("/spec/ports/0/nodePort").asInt()).isEqualTo(port);
  }

  @Test
  void aHeadlessServiceReservesNothing() {
    JsonNode spec = create("a", ",\"clusterIP\":\"None\",\"selector\":{\"app\":\"a\"}");

    assertThat(spec.path("clusterIPs").get(0).asText()).isEqualTo("None");
    assertThat(fixture.store().cached().count(ServiceAllocation.ADDRESSES, "")).isZero();
  }
}
