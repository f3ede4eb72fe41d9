package io.binnacle.controller.resourcequota;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResourceQuotaControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenPod(String name) {
    fixture.given(
        Resources.PODS,
        """
        {"metadata":{"name":"%s","namespace":"ns"},
         "spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"100m"}}}]}}
        """
            .formatted(name));
  }

  private String used(String name) {
    return fixture
        .api
        .get(Resources.RESOURCE_QUOTAS, "ns", "q")
        .tree()
        .at("/status/used")
        .path(name)
        .asText();
  }

  @Test
  void countsWhatIsThereAndGivesBackWhatGoes() {
    givenPod("a");
    givenPod("b");
    fixture.start(new ResourceQuotaController());
    fixture.given(
        Resources.RESOURCE_QUOTAS,
        """
        {"metadata":{"name":"q","namespace":"ns"},
         "spec":{"hard":{"pods":"5","requests.cpu":"1","services":"2"}}}
        """);
    fixture.settle();
    assertThat(used("pods")).isEqualTo("2");
    assertThat(used("requests.cpu")).isEqualTo("200m");
    assertThat(used("services")).isEqualTo("0");
    fixture.api.delete(Resources.PODS, "ns", "a", DeleteOptions.now());
    fixture.settle();
    assertThat(used("pods")).isEqualTo("1");
  }

  private void givenApps() {
    fixture.api.setRaw("/api/v1", Json.readTrusted("{\"resources\":[]}"));
    fixture.api.setRaw(
        "/apis",
        Json.readTrusted("{\"groups\":[{\"preferredVersion\":{\"groupVersion\":\"apps/v1\"}}]}"));
    fixture.api.setRaw(
        "/apis/apps/v1",
        Json.readTrusted(
            """
            {"resources":[{"name":"replicasets","kind":"ReplicaSet","namespaced":true},
                          {"name":"controllerrevisions","kind":"ControllerRevision"}]}
            """));
  }

  private void givenQuota(String counted) {
    fixture.given(
        Resources.RESOURCE_QUOTAS,
        "{\"metadata\":{\"name\":\"q\",\"namespace\":\"ns\"},\"spec\":{\"hard\":{\"%s\":\"5\"}}}"
            .formatted(counted));
    fixture.settle();
  }

  @Test
  void givesBackAtOnceWhatGoesOfOtherKinds() {
    givenApps();
    fixture.given(Resources.REPLICA_SETS, "{\"metadata\":{\"name\":\"r\",\"namespace\":\"ns\"}}");
    fixture.start(new ResourceQuotaController());
    givenQuota("count/replicasets.apps");
    assertThat(used("count/replicasets.apps")).isEqualTo("1");

    fixture.api.delete(Resources.REPLICA_SETS, "ns", "r", DeleteOptions.now());
    fixture.settle();

    assertThat(used("count/replicasets.apps")).isEqualTo("0");
  }

  @Test
  void countsKindsThatItDoesNotWatchNowAndThen() {
    givenApps();
    fixture.given(
        Resources.CONTROLLER_REVISIONS, "{\"metadata\":{\"name\":\"r\",\"namespace\":\"ns\"}}");
    fixture.start(new ResourceQuotaController());
    givenQuota("count/controllerrevisions.apps");

    fixture.api.delete(Resources.CONTROLLER_REVISIONS, "ns", "r", DeleteOptions.now());
    fixture.settle();
    assertThat(used("count/controllerrevisions.apps")).isEqualTo("1");
    fixture.advance(Duration.ofSeconds(21));

    assertThat(used("count/controllerrevisions.apps")).isEqualTo("0");
  }
}
