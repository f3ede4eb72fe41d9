package io.binnacle.controller.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import io.binnacle.controller.PodFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DisruptionControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();
  private final PodFixture pods = new PodFixture(fixture);

  private void givenBudget(String spec) {
    fixture.given(
        Resources.POD_DISRUPTION_BUDGETS,
        """
        {"kind":"PodDisruptionBudget","metadata":{"name":"budget","namespace":"ns"},
         "spec":{%s,"selector":{"matchLabels":{"app":"web"}}}}
        """
            .formatted(spec));
    fixture.start(new DisruptionController());
  }

  private void givenPods(int count, String owner) {
    for (int i = 0; i < count; i++) {
      fixture.given(
          Resources.PODS,
          """
          {"kind":"Pod","metadata":{"name":"p%d","namespace":"ns","labels":{"app":"web"},
             "ownerReferences":[%s]}}
          """
              .formatted(i, owner));
    }
  }

  private static String owner(String apiVersion, String kind, String name) {
    return """
    {"apiVersion":"%s","kind":"%s","name":"%s","uid":"u","controller":true}
    """
        .formatted(apiVersion, kind, name);
  }

  private JsonNode status() {
    return fixture.api.get(Resources.POD_DISRUPTION_BUDGETS, "ns", "budget").tree().path("status");
  }

  private void expect(int allowed, int healthy, int desired, int expected) {
    assertThat(status().path("disruptionsAllowed").asInt()).isEqualTo(allowed);
    assertThat(status().path("currentHealthy").asInt()).isEqualTo(healthy);
    assertThat(status().path("desiredHealthy").asInt()).isEqualTo(desired);
    assertThat(status().path("expectedPods").asInt()).isEqualTo(expected);
    assertThat(status().at("/conditions/0/status").asText())
        .isEqualTo(allowed > 0 ? "True" : "False");
  }

  @Test
  void countsAgainstANumber() {
    givenPods(3, "");
    givenBudget("\"minAvailable\":2");
    expect(0, 0, 2, 3);
    assertThat(status().at("/conditions/0/reason").asText()).isEqualTo("InsufficientPods");
    assertThat(status().path("observedGeneration").asInt()).isEqualTo(1);
    pods.makeAllReady();
    expect(1, 3, 2, 3);
    assertThat(status().at("/conditions/0/reason").asText()).isEqualTo("SufficientPods");
  }

  @Test
  void asksTheControllerHowManyThereShouldBe() {
    fixture.given(
        Resources.DEPLOYMENTS,
        """
        {"kind":"Deployment","metadata":{"name":"web","namespace":"ns"},"spec":{"replicas":10}}
        """);
    fixture.given(
        Resources.REPLICA_SETS,
        """
        {"kind":"ReplicaSet","metadata":{"name":"web-1","namespace":"ns","ownerReferences":[%s]},
         "spec":{"replicas":3}}
        """
            .formatted(owner("apps/v1", "Deployment", "web")));
    givenPods(9, owner("apps/v1", "ReplicaSet", "web-1"));
    givenBudget("\"maxUnavailable\":\"25%\"");
    pods.makeAllReady();
    // A quarter of ten, rounded up.
    expect(2, 9, 7, 10);
  }

  @Test
  void asksControllersOfOtherKindsForTheirScale() {
    fixture.api.setRaw(
        "/apis",
        Json.readTrusted(
            """
            {"groups":[{"preferredVersion":{"groupVersion":"example.com/v1"}}]}
            """));
    fixture.api.setRaw("/api/v1", Json.readTrusted("{\"resources\":[]}"));
    fixture.api.setRaw(
        "/apis/example.com/v1",
        Json.readTrusted("{\"resources\":[{\"name\":\"fleets\",\"kind\":\"Fleet\"}]}"));
    fixture.api.setRaw(
        "/apis/example.com/v1/namespaces/ns/fleets/f/scale",
        Json.readTrusted("{\"spec\":{\"replicas\":4}}"));
    givenPods(4, owner("example.com/v1", "Fleet", "f"));
    givenBudget("\"minAvailable\":\"50%\"");
    pods.makeAllReady();
    expect(2, 4, 2, 4);
  }

  @Test
  void countsAnEvictedPodAgainWhenItDoesNotGo() {
    givenPods(2, "");
    givenBudget("\"minAvailable\":1");
    pods.makeAllReady();
    ObjectNode budget =
        fixture.api.get(Resources.POD_DISRUPTION_BUDGETS, "ns", "budget").copyTree();
    budget
        .withObjectProperty("status")
        .putObject("disruptedPods")
        .put("p0", fixture.time.instant().toString());
    fixture.api.put(Resources.POD_DISRUPTION_BUDGETS, budget);
    fixture.settle();
    expect(0, 1, 1, 2);
    fixture.advance(Duration.ofSeconds(125));
    expect(1, 2, 1, 2);
    assertThat(status().has("disruptedPods")).isFalse();
    assertThat(fixture.events()).contains("NotDeleted");
  }

  @Test
  void allowsNothingWhenItCannotTell() {
    givenPods(2, owner("example.com/v1", "Fleet", "f"));
    givenBudget("\"maxUnavailable\":1");
    pods.makeAllReady();
    // Nobody knows of that kind, so nothing is expected and nothing allowed.
    expect(0, 2, 0, 0);
  }
}
