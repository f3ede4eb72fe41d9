package io.binnacle.controller.apiservice;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServiceControllerTest {
  private static final String DEFINITION =
      """
      {"metadata":{"name":"widgets.example.com"},
       "spec":{"group":"example.com","names":{"plural":"widgets","kind":"Widget"},
         "versions":[{"name":"v1","served":true,"storage":true},
           {"name":"v2","served":false,"storage":false}]}}\
      """;

  private final ControllerFixture fixture = new ControllerFixture();

  @BeforeEach
  void start() {
    fixture.start(new ApiServiceController());
  }

  @Test
  void registersTheVersionsThatAreServed() {
    fixture.given(Resources.CUSTOM_RESOURCE_DEFINITIONS, DEFINITION);
    fixture.settle();

    assertThat(fixture.names(Resources.API_SERVICES)).containsExactly("v1.example.com");
    assertThat(fixture.api.find(Resources.API_SERVICES, "", "v1.example.com").orElseThrow())
        .satisfies(service -> {
          assertThat(service.labels())
              .containsEntry("kube-aggregator.kubernetes.io/automanaged", "true");
          assertThat(service.tree().at("/spec/groupPriorityMinimum").asInt()).isEqualTo(1000);
          assertThat(service.tree().at("/spec/versionPriority").asInt()).isEqualTo(100);
        });
  }

  @Test
  void theyGoWithTheDefinition() {
    fixture.given(Resources.CUSTOM_RESOURCE_DEFINITIONS, DEFINITION);
    fixture.settle();
    fixture.api.delete(
        Resources.CUSTOM_RESOURCE_DEFINITIONS, "", "widgets.example.com", DeleteOptions.defaults());
    fixture.settle();

    assertThat(fixture.names(Resources.API_SERVICES)).isEmpty();
  }

  @Test
  void leavesAloneWhatSomebodyElseMade() {
    fixture.given(
        Resources.API_SERVICES,
        """
        {"metadata":{"name":"v1.example.com"},"spec":{"group":"example.com","version":"v1",
         "groupPriorityMinimum":5,"versionPriority":5,
         "service":{"namespace":"ns","name":"s"}}}\
        """);
    fixture.given(Resources.CUSTOM_RESOURCE_DEFINITIONS, DEFINITION);
    fixture.settle();

    assertThat(
            fixture
                .api
                .find(Resources.API_SERVICES, "", "v1.example.com")
                .orElseThrow()
                .tree()
                .at("/spec/groupPriorityMinimum")
                .asInt())
        .isEqualTo(5);
  }
}
