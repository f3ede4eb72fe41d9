package io.binnacle.controller.podautoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PodAutoscalerControllerTest {
  private static final String SCALE = "/apis/apps/v1/namespaces/ns/deployments/web/scale";
  private static final String METRICS = "/apis/metrics.k8s.io/v1beta1/namespaces/ns/pods";

  private final ControllerFixture fixture = new ControllerFixture();

  private void givenTarget(int replicas) {
    fixture.api.setRaw("/api/v1", Json.readTrusted("{\"resources\":[]}"));
    fixture.api.setRaw(
        "/apis",
        Json.readTrusted("{\"groups\":[{\"preferredVersion\":{\"groupVersion\":\"apps/v1\"}}]}"));
    fixture.api.setRaw(
        "/apis/apps/v1",
        Json.readTrusted("{\"resources\":[{\"name\":\"deployments\",\"kind\":\"Deployment\"}]}"));
    fixture.given(
        Resources.DEPLOYMENTS,
        """
        {"kind":"Deployment","metadata":{"name":"web","namespace":"ns"},"spec":{"replicas":%d}}
        """
            .formatted(replicas));
    showScale(replicas);
    for (int i = 0; i < replicas; i++) {
      givenPod("p" + i);
    }
  }

  private void showScale(int replicas) {
    fixture.api.setRaw(
        SCALE,
        Json.readTrusted(
            """
            {"spec":{"replicas":%1$d},"status":{"replicas":%1$d,"selector":"app=web"}}
            """
                .formatted(replicas)));
  }

  private void givenPod(String name) {
    fixture.given(
        Resources.PODS,
        """
        {"kind":"Pod","metadata":{"name":"%s","namespace":"ns","labels":{"app":"web"}},
         "spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"100m"}}}]},
         "status":{"phase":"Running","startTime":"2025-12-31T00:00:00Z","conditions":[
           {"type":"Ready","status":"True","lastTransitionTime":"2025-12-31T00:00:10Z"}]}}
        """
            .formatted(name));
  }

  /** What each pod uses, in thousandths of a processor. */
  private void use(int... milli) {
    ObjectNode list = Json.object();
    ArrayNode items = list.putArray("items");
    for (int i = 0; i < milli.length; i++) {
      items.add(
          Json.readTrusted(
              """
              {"metadata":{"name":"p%d"},"timestamp":"%s",
               "containers":[{"name":"c","usage":{"cpu":"%dm"}}]}
              """
                  .formatted(i, fixture.time.instant(), milli[i])));
    }
    fixture.api.setRaw(METRICS, list);
  }

  private void givenAutoscaler(String more) {
    fixture.given(
        Resources.HORIZONTAL_POD_AUTOSCALERS,
        """
        {"kind":"HorizontalPodAutoscaler","metadata":{"name":"web","namespace":"ns"},
         "spec":{"minReplicas":1,"maxReplicas":10,%s
           "scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"},
           "metrics":[{"type":"Resource","resource":{"name":"cpu",
             "target":{"type":"Utilization","averageUtilization":50}}}]}}
        """
            .formatted(more));
    fixture.start(new PodAutoscalerController());
  }

  private JsonNode status() {
    return fixture.api.get(Resources.HORIZONTAL_POD_AUTOSCALERS, "ns", "web").tree().path("status");
  }

  private String condition(String type) {
    for (JsonNode condition : status().path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText() + " " + condition.path("reason").asText();
      }
    }
    return "";
  }

  private int wanted() {
    return fixture.api.get(Resources.DEPLOYMENTS, "ns", "web").tree().at("/spec/replicas").asInt();
  }

  private int desired() {
    return status().path("desiredReplicas").asInt();
  }

  @Test
  void growsWhenPodsAreBusy() {
    givenTarget(2);
    use(100, 100);
    givenAutoscaler("");
    assertThat(desired()).isEqualTo(4);
    assertThat(condition("AbleToScale")).isEqualTo("True SucceededRescale");
    assertThat(condition("ScalingActive")).isEqualTo("True ValidMetricFound");
    assertThat(condition("ScalingLimited")).isEqualTo("False DesiredWithinRange");
    assertThat(status().at("/currentMetrics/0/resource/current/averageUtilization").asInt())
        .isEqualTo(100);
    assertThat(status().at("/currentMetrics/0/resource/current/averageValue").asText())
        .isEqualTo("100m");
    assertThat(fixture.events()).containsExactly("SuccessfulRescale");
    assertThat(fixture.api.writes()).contains("patch deployments.apps/scale ns/web");
  }

  @Test
  void leavesSmallDifferencesAlone() {
    givenTarget(2);
    use(54, 54);
    givenAutoscaler("");
    assertThat(desired()).isEqualTo(2);
    assertThat(condition("AbleToScale")).isEqualTo("True ReadyForNewScale");
  }

  @Test
  void growsNoFasterThanItMay() {
    givenTarget(2);
    use(1000, 1000);
    givenAutoscaler("");
    // Four more, or twice as many: the greater of the two.
    assertThat(desired()).isEqualTo(6);
    assertThat(condition("ScalingLimited")).isEqualTo("True ScaleUpLimit");
  }

  @Test
  void staysWithinItsBounds() {
    givenTarget(8);
    use(100, 100, 100, 100, 100, 100, 100, 100);
    givenAutoscaler("");
    assertThat(desired()).isEqualTo(10);
    assertThat(condition("ScalingLimited")).isEqualTo("True TooManyReplicas");
  }

  @Test
  void goesToABoundWithoutAskingForMetrics() {
    givenTarget(12);
    givenAutoscaler("");
    assertThat(desired()).isEqualTo(10);
    assertThat(fixture.events()).containsExactly("SuccessfulRescale");
  }

  @Test
  void shrinksOnlyAfterAWhile() {
    givenTarget(4);
    use(50, 50, 50, 50);
    givenAutoscaler("");
    use(10, 10, 10, 10);
    fixture.advance(Duration.ofSeconds(60));
    assertThat(desired()).isEqualTo(4);
    assertThat(condition("AbleToScale")).isEqualTo("True ScaleDownStabilized");
    fixture.advance(Duration.ofMinutes(5));
    assertThat(desired()).isEqualTo(1);
  }

  @Test
  void followsItsOwnBehavior() {
    givenTarget(8);
    use(10, 10, 10, 10, 10, 10, 10, 10);
    givenAutoscaler(
        """
        "behavior":{"scaleDown":{"stabilizationWindowSeconds":0,"selectPolicy":"Max","policies":[
          {"type":"Pods","value":2,"periodSeconds":60}]},
          "scaleUp":{"selectPolicy":"Disabled"}},
        """);
    assertThat(desired()).isEqualTo(6);
    assertThat(condition("ScalingLimited")).isEqualTo("True ScaleDownLimit");
    showScale(6);
    fixture.advance(Duration.ofSeconds(30));
    assertThat(desired()).isEqualTo(6);
    fixture.advance(Duration.ofSeconds(30));
    assertThat(desired()).isEqualTo(4);
  }

  @Test
  void takesPodsWithoutMetricsForBusyOnTheWayDown() {
    givenTarget(4);
    use(25, 25);
    givenAutoscaler("\"behavior\":{\"scaleDown\":{\"stabilizationWindowSeconds\":0}},");
    // Two at half of what they should be and two at all of what they have requested: no reason.
    assertThat(desired()).isEqualTo(4);
  }

  @Test
  void saysWhyItCannotScale() {
    givenTarget(2);
    givenAutoscaler("");
    assertThat(condition("ScalingActive")).isEqualTo("False FailedGetResourceMetric");
    assertThat(wanted()).isEqualTo(2);
    use();
    fixture.advance(Duration.ofSeconds(15));
    assertThat(condition("ScalingActive")).isEqualTo("False FailedGetResourceMetric");
    fixture.api.setRaw(SCALE, Json.readTrusted("{\"spec\":{\"replicas\":0}}"));
    fixture.advance(Duration.ofSeconds(15));
    assertThat(condition("ScalingActive")).isEqualTo("False ScalingDisabled");
    assertThat(fixture.events()).contains("FailedGetResourceMetric");
  }

  @Test
  void saysThatThereIsNoTarget() {
    fixture.api.setRaw("/api/v1", Json.readTrusted("{\"resources\":[]}"));
    fixture.api.setRaw("/apis", Json.readTrusted("{\"groups\":[]}"));
    givenAutoscaler("");
    assertThat(condition("AbleToScale")).isEqualTo("False FailedGetScale");
  }

  private static final String NO_CUSTOM_METRICS =
      "unable to fetch metrics from custom metrics API: no custom metrics API"
          + " (custom.metrics.k8s.io) registered";

  private void givenMetric(String metric) {
    fixture.given(
        Resources.HORIZONTAL_POD_AUTOSCALERS,
        """
        {"kind":"HorizontalPodAutoscaler","metadata":{"name":"web","namespace":"ns"},
         "spec":{"minReplicas":1,"maxReplicas":10,
           "scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"},
           "metrics":[%s]}}
        """
            .formatted(metric));
    fixture.start(new PodAutoscalerController());
  }

  private void serveCustomMetrics() {
    fixture.api.setRaw(
        "/apis",
        Json.readTrusted(
            """
            {"groups":[{"preferredVersion":{"groupVersion":"apps/v1"}},
              {"name":"custom.metrics.k8s.io","versions":[{"version":"v1beta1"},
                {"version":"v1beta2"}],"preferredVersion":{"groupVersion":"apps/v1"}}]}
            """));
  }

  private String message(String type) {
    for (JsonNode condition : status().path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("message").asText();
      }
    }
    return "";
  }

  @Test
  void followsAMetricOfItsPods() {
    givenTarget(2);
    serveCustomMetrics();
    fixture.api.setRaw(
        "/apis/custom.metrics.k8s.io/v1beta2/namespaces/ns/pods/*/qps?labelSelector=app%3Dweb",
        Json.readTrusted(
            """
            {"items":[{"describedObject":{"name":"p0"},"value":"15"},
                      {"describedObject":{"name":"p1"},"value":"25"}]}
            """));

    givenMetric(
        """
        {"type":"Pods","pods":{"metric":{"name":"qps"},
          "target":{"type":"AverageValue","averageValue":"10"}}}
        """);

    assertThat(desired()).isEqualTo(4);
    assertThat(message("ScalingActive")).endsWith("from pods metric qps");
    assertThat(status().at("/currentMetrics/0/pods/current/averageValue").asText()).isEqualTo("20");
  }

  @Test
  void followsAMetricOfAnotherObjectByValueAndByReplica() {
    givenTarget(2);
    serveCustomMetrics();
    fixture.api.setRaw(
        "/api/v1",
        Json.readTrusted("{\"resources\":[{\"name\":\"services\",\"kind\":\"Service\"}]}"));
    fixture.api.setRaw(
        "/apis/custom.metrics.k8s.io/v1beta2/namespaces/ns/services/web/hits"
            + "?metricLabelSelector=verb%3Dget",
        Json.readTrusted("{\"items\":[{\"value\":\"1500m\"}]}"));
    String metric =
        """
        {"type":"Object","object":{"describedObject":{"apiVersion":"v1","kind":"Service",
          "name":"web"},"metric":{"name":"hits","selector":{"matchLabels":{"verb":"get"}}},
          "target":%s}}
        """;

    givenMetric(
        metric.formatted("{\"type\":\"Value\",\"value\":\"1\"}")
            + ","
            + metric.formatted("{\"type\":\"AverageValue\",\"averageValue\":\"500m\"}"));

    // 1.5 of 1 with two ready pods; 1.5 for replicas of 0.5 each.
    assertThat(desired()).isEqualTo(3);
    assertThat(status().at("/currentMetrics/0/object/current/value").asText()).isEqualTo("1500m");
    assertThat(status().at("/currentMetrics/1/object/current/averageValue").asText())
        .isEqualTo("750m");
    assertThat(message("ScalingActive")).endsWith("from Service metric hits");
  }

  @Test
  void followsAMetricOfTheOutside() {
    givenTarget(2);
    fixture.api.setRaw(
        "/apis/external.metrics.k8s.io/v1beta1/namespaces/ns/queue?labelSelector=name%3Din",
        Json.readTrusted("{\"items\":[{\"value\":\"30\"},{\"value\":\"20\"}]}"));

    givenMetric(
        """
        {"type":"External","external":{"metric":{"name":"queue",
          "selector":{"matchLabels":{"name":"in"}}},
          "target":{"type":"AverageValue","averageValue":"10"}}}
        """);

    assertThat(desired()).isEqualTo(5);
    assertThat(status().at("/currentMetrics/0/external/current/averageValue").asText())
        .isEqualTo("25");
    assertThat(message("ScalingActive"))
        .endsWith(
            "external metric queue(&LabelSelector{MatchLabels:map[string]string{name: in,},"
                + "MatchExpressions:[]LabelSelectorRequirement{},})");
  }

  @Test
  void saysThatNobodyServesCustomMetrics() {
    givenTarget(2);

    givenMetric(
        """
        {"type":"Pods","pods":{"metric":{"name":"qps"},
          "target":{"type":"AverageValue","averageValue":"10"}}}
        """);

    assertThat(condition("ScalingActive")).isEqualTo("False FailedGetPodsMetric");
    assertThat(message("ScalingActive"))
        .isEqualTo(
            "the HPA was unable to compute the replica count: unable to get metric qps: "
                + NO_CUSTOM_METRICS);
    assertThat(wanted()).isEqualTo(2);
  }

  @Test
  void saysThatNobodyServesExternalMetrics() {
    givenTarget(2);

    givenMetric(
        """
        {"type":"External","external":{"metric":{"name":"queue"},
          "target":{"type":"Value","value":"10"}}}
        """);

    assertThat(condition("ScalingActive")).isEqualTo("False FailedGetExternalMetric");
    assertThat(message("ScalingActive"))
        .startsWith(
            "the HPA was unable to compute the replica count: unable to get external metric"
                + " ns/queue/nil: unable to fetch metrics from external metrics API: ");
    assertThat(fixture.events()).contains("FailedGetExternalMetric");
  }
}
