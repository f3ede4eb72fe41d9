package io.binnacle.controller.customresourcedefinition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CustomResourceDefinitionControllerTest {
  private static final GroupVersionResource WIDGETS =
      new GroupVersionResource("example.com", "v1", "widgets");

  private final ControllerFixture fixture = new ControllerFixture();

  @BeforeEach
  void start() {
    fixture.given(Resources.CUSTOM_RESOURCE_DEFINITIONS, definition("widgets", "Widget"));
    fixture.start(new CustomResourceDefinitionController());
    fixture.settle();
  }

  private static String definition(String plural, String kind) {
    return """
    {"metadata":{"name":"%s.example.com",
       "finalizers":["customresourcecleanup.apiextensions.k8s.io"]},
     "spec":{"group":"example.com","names":{"plural":"%s","kind":"%s"},
       "versions":[{"name":"v1","served":true,"storage":true}]}}\
    """
        .formatted(plural, plural, kind);
  }

  private JsonNode condition(String name, String type) {
    JsonNode tree =
        fixture.api.find(Resources.CUSTOM_RESOURCE_DEFINITIONS, "", name).orElseThrow().tree();
    for (JsonNode condition : tree.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    throw new AssertionError(name + " has no condition " + type);
  }

  @Test
  void acceptsNamesAndEstablishes() {
    assertThat(condition("widgets.example.com", "NamesAccepted").path("status").asText())
        .isEqualTo("True");
    assertThat(condition("widgets.example.com", "Established").path("reason").asText())
        .isEqualTo("InitialNamesAccepted");
  }

  @Test
  void aNameThatIsTakenIsNotAccepted() {
    fixture.given(Resources.CUSTOM_RESOURCE_DEFINITIONS, definition("others", "Widget"));
    fixture.settle();

    assertThat(condition("others.example.com", "NamesAccepted").path("message").asText())
        .isEqualTo("\"Widget\" is already in use");
    assertThat(condition("others.example.com", "Established").path("status").asText())
        .isEqualTo("False");
  }

  @Test
  void deletesItsObjectsBeforeItGoes() {
    fixture.given(WIDGETS, "{\"metadata\":{\"name\":\"w\",\"namespace\":\"ns\"}}");

    fixture.api.delete(
        Resources.CUSTOM_RESOURCE_DEFINITIONS, "", "widgets.example.com", DeleteOptions.defaults());
    fixture.settle();

    assertThat(fixture.names(WIDGETS)).isEmpty();
    assertThat(fixture.api.find(Resources.CUSTOM_RESOURCE_DEFINITIONS, "", "widgets.example.com"))
        .isEmpty();
  }
}
