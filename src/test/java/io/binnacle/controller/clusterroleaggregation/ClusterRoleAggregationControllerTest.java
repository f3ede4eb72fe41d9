package io.binnacle.controller.clusterroleaggregation;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterRoleAggregationControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  private void givenPart(String name, String labels, String resource) {
    fixture.given(
        Resources.CLUSTER_ROLES,
        """
        {"kind":"ClusterRole","metadata":{"name":"%s","labels":{%s}},
         "rules":[{"apiGroups":[""],"resources":["%s"],"verbs":["get"]}]}
        """
            .formatted(name, labels, resource));
    fixture.settle();
  }

  private List<String> resources() {
    return fixture
        .api
        .get(Resources.CLUSTER_ROLES, "", "whole")
        .tree()
        .path("rules")
        .valueStream()
        .map(rule -> rule.at("/resources/0").asText())
        .toList();
  }

  @Test
  void gathersTheRulesOfItsParts() {
    fixture.given(
        Resources.CLUSTER_ROLES,
        """
        {"kind":"ClusterRole","metadata":{"name":"whole","labels":{"to":"whole"}},
         "aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"to":"whole"}},
           {"matchExpressions":[{"key":"also","operator":"Exists"}]}]}}
        """);
    fixture.start(new ClusterRoleAggregationController());
    givenPart("b", "\"to\":\"whole\"", "pods");
    givenPart("a", "\"also\":\"\"", "services");
    givenPart("c", "\"to\":\"whole\",\"also\":\"\"", "pods");
    givenPart("d", "\"to\":\"nothing\"", "secrets");
    assertThat(resources()).containsExactly("services", "pods");
    fixture.api.remove(Resources.CLUSTER_ROLES, "", "a");
    fixture.settle();
    assertThat(resources()).containsExactly("pods");
  }
}
