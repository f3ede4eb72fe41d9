package io.binnacle.controller.resourcequota;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
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
}
