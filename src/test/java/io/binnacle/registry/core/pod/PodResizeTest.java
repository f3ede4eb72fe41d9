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
        "2m | c | \"cpu\":\"100m\",\"memory\":\"64Mi\" | spec: Forbidden: resources for non-sidecar"
            + " init containers are immutable",
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
}
