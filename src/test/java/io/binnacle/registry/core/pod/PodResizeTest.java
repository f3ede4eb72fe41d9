package io.binnacle.registry.core.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.registry.RegistryFixture;
import io.binnacle.registry.RequestScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodResizeTest {
  private final RegistryFixture fixture = new RegistryFixture();
  private final RequestScope resize = fixture.scope("", "pods", "resize");

  @BeforeEach
  void create() {
    fixture.create(
        "pods",
        """
        {"metadata":{"name":"p"},"spec":{
          "initContainers":[{"name":"i","image":"i","resources":{"requests":{"cpu":"1m"}}},
            {"name":"s","image":"i","restartPolicy":"Always"}],
          "containers":[{"name":"c","image":"i","resources":{
            "requests":{"cpu":"100m","memory":"64Mi"},"limits":{"cpu":"300m"}}}]}}
        """);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static String spec(String init, String container) {
    return "{\"spec\":{\"initContainers\":[{\"name\":\"i\",\"resources\":{\"requests\":{\"cpu\":\""
        + init
        + "\"}}},{\"name\":\"s\"}],\"containers\":["
        + container
        + "]}}";
  }

  @Test
  void changesTimeAndMemoryAndNothingElse() {
    String container =
        "{\"name\":\"c\",\"image\":\"other\",\"resources\":{\"requests\":{\"cpu\":\"200m\",\"memory\":\"64Mi\"},\"limits\":{\"cpu\":\"300m\"}}}";
    ObjectNode resized = fixture.merge(resize, "p", spec("1m", container)).object().tree();
    assertThat(resized.at("/spec/containers/0/resources/requests/cpu").asText()).isEqualTo("200m");
    assertThat(resized.at("/spec/containers/0/image").asText()).isEqualTo("i");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "1m | c | \"cpu\":\"100m\" | spec.containers[0].resources.requests: Forbidden: resource"
            + " requests cannot be removed",
        "1m | c | \"cpu\":\"1m\",\"memory\":\"64Mi\",\"ephemeral-storage\":\"1Gi\" | spec: Forbidden:"
            + " only cpu and memory resources are mutable",
        "1m | d | \"cpu\":\"100m\",\"memory\":\"64Mi\" | spec.containers[0].name: Forbidden:"
            + " containers may not be renamed or reordered on resize",
      })
  void refuses(String init, String name, String requests, String message) {
    String container =
        "{\"name\":\"%s\",\"image\":\"i\",\"terminationMessagePolicy\":\"File\",\"imagePullPolicy\":\"Always\",\"resources\":{\"requests\":{%s},\"limits\":{\"cpu\":\"300m\"}}}"
            .formatted(name, requests);
    assertThatThrownBy(() -> fixture.merge(resize, "p", spec(init, container)))
        .hasMessage("Pod \"p\" is invalid: " + message);
  }

  @Test
  void initContainersChangeTooUnlessTheyWouldBeStartedAgain() {
    String container =
        "{\"name\":\"c\",\"resources\":{\"requests\":{\"cpu\":\"100m\",\"memory\":\"64Mi\"},\"limits\":{\"cpu\":\"300m\"}}}";
    ObjectNode resized = fixture.merge(resize, "p", spec("2m", container)).object().tree();
    assertThat(resized.at("/spec/initContainers/0/resources/requests/cpu").asText())
        .isEqualTo("2m");

    fixture.create(
        "pods",
        """
        {"metadata":{"name":"again"},"spec":{
          "initContainers":[{"name":"i","image":"i","resources":{"requests":{"cpu":"1m"}},
            "resizePolicy":[{"resourceName":"cpu","restartPolicy":"RestartContainer"}]}],
          "containers":[{"name":"c","image":"i"}]}}
        """);
    ObjectNode again = fixture.get(fixture.scope("", "pods"), "again").object().copyTree();
    ((ObjectNode) again.at("/spec/initContainers/0/resources/requests")).put("cpu", "2m");
    assertThatThrownBy(() -> fixture.update(resize, "again", again))
        .hasMessage(
            "Pod \"again\" is invalid: spec.initContainers[0]: Forbidden: non-sidecar init"
                + " containers with a resize policy of RestartContainer cannot be resized");
  }

  @Test
  void aPodAsAWholeChangesToo() {
    createLimited("whole");
    ObjectNode resized =
        fixture
            .merge(resize, "whole", "{\"spec\":{\"resources\":{\"limits\":{\"cpu\":\"2\"}}}}")
            .object()
            .tree();
    assertThat(resized.at("/spec/resources/limits/cpu").asText()).isEqualTo("2");
    assertThat(resized.at("/spec/resources/requests/cpu").asText()).isEqualTo("100m");
  }

  private void createLimited(String name) {
    fixture.create(
        "pods",
        """
        {"metadata":{"name":"%s"},"spec":{"resources":{"limits":{"cpu":"1","hugepages-2Mi":"4Mi"}},
          "containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"100m"}}}]}}
        """
            .formatted(name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "null | spec.resources: Forbidden: pod-level resources cannot be removed",
        "{\"limits\":{\"cpu\":null}} | spec.resources.limits: Forbidden: pod-level resource limits"
            + " cannot be removed",
        "{\"limits\":{\"hugepages-2Mi\":\"8Mi\"},\"requests\":{\"hugepages-2Mi\":\"8Mi\"}} | spec:"
            + " Forbidden: only cpu and memory resources are mutable at pod-level",
        "{\"limits\":{\"memory\":\"1Gi\"},\"requests\":{\"cpu\":\"1\"}} | spec: Invalid value:"
            + " \"Burstable\": Pod QOS Class may not change as a result of resizing",
      })
  void refusesOfAPodAsAWhole(String resources, String message) {
    createLimited("whole");
    assertThatThrownBy(
            () -> fixture.merge(resize, "whole", "{\"spec\":{\"resources\":" + resources + "}}"))
        .hasMessage("Pod \"whole\" is invalid: " + message);
  }
}
