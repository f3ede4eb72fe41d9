package io.binnacle.controller.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.flowcontrol.BootstrapConfiguration;
import io.binnacle.apimachinery.meta.ApiObject;
import io.binnacle.apimachinery.meta.GroupVersionResource;
import io.binnacle.apimachinery.runtime.Trees;
import io.binnacle.client.DeleteOptions;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlowControlControllerTest {
  private static final GroupVersionResource LEVELS = Resources.PRIORITY_LEVEL_CONFIGURATIONS;
  private static final GroupVersionResource SCHEMAS = Resources.FLOW_SCHEMAS;

  private final ControllerFixture fixture = new ControllerFixture();

  @BeforeEach
  void start() {
    fixture.start(new FlowControlController());
  }

  private ApiObject level(String name) {
    return fixture.api.get(LEVELS, "", name);
  }

  private JsonNode shares(String name) {
    return level(name).tree().at("/spec/limited/nominalConcurrencyShares");
  }

  private void change(String level, String annotation) {
    ObjectNode tree = level(level).copyTree();
    tree.withObject("/metadata/annotations").put(BootstrapConfiguration.AUTO_UPDATE, annotation);
    Trees.child(Trees.child(tree, "spec"), "limited").put("nominalConcurrencyShares", 77);
    fixture.api.update(LEVELS, "", tree);
    fixture.settle();
  }

  private JsonNode dangling(String schema) {
    return fixture.api.get(SCHEMAS, "", schema).tree().at("/status/conditions/0");
  }

  @Test
  void makesWhatIsNotThereAndWhatGoes() {
    assertThat(fixture.names(LEVELS)).hasSize(8).contains("exempt", "catch-all", "workload-low");
    assertThat(fixture.names(SCHEMAS)).hasSize(13).contains("exempt", "probes", "global-default");

    fixture.api.delete(SCHEMAS, "", "catch-all", DeleteOptions.defaults());
    fixture.api.delete(LEVELS, "", "system", DeleteOptions.defaults());
    fixture.settle();

    assertThat(fixture.names(SCHEMAS)).hasSize(13);
    assertThat(fixture.names(LEVELS)).hasSize(8);
  }

  @Test
  void mandatoryOnesAreSetBack() {
    change("catch-all", "false");
    assertThat(shares("catch-all").asInt()).isEqualTo(5);
    assertThat(level("catch-all").annotations())
        .containsEntry(BootstrapConfiguration.AUTO_UPDATE, "true");
  }

  @Test
  void suggestedOnesFollowTheirAnnotation() {
    change("system", "true");
    assertThat(shares("system").asInt()).isEqualTo(30);

    change("system", "false");
    assertThat(shares("system").asInt()).isEqualTo(77);

    change("system", "who knows");
    assertThat(level("system").annotations())
        .containsEntry(BootstrapConfiguration.AUTO_UPDATE, "false");
  }

  @Test
  void whatIsNoLongerSuggestedGoesUnlessItWasTakenOver() {
    for (String follows : new String[] {"true", "false"}) {
      fixture.given(
          LEVELS,
          """
          {"kind":"PriorityLevelConfiguration","metadata":{"name":"old-%s",
           "annotations":{"apf.kubernetes.io/autoupdate-spec":"%s"}},"spec":{}}
          """
              .formatted(follows, follows));
    }
    fixture.settle();
    assertThat(fixture.names(LEVELS)).contains("old-false").doesNotContain("old-true");
  }

  @Test
  void saysWhetherASchemasLevelExists() {
    fixture.given(
        SCHEMAS,
        """
        {"kind":"FlowSchema","metadata":{"name":"own"},
         "spec":{"priorityLevelConfiguration":{"name":"mine"}}}
        """);
    fixture.settle();
    assertThat(dangling("own").path("status").asText()).isEqualTo("True");
    assertThat(dangling("own").path("message").asText())
        .isEqualTo(
            "This FlowSchema references the PriorityLevelConfiguration object named \"mine\" but"
                + " there is no such object");

    fixture.given(
        LEVELS, "{\"kind\":\"PriorityLevelConfiguration\",\"metadata\":{\"name\":\"mine\"}}");
    fixture.settle();
    assertThat(dangling("own").path("reason").asText()).isEqualTo("Found");
    assertThat(dangling("probes").path("status").asText()).isEqualTo("False");
  }
}
