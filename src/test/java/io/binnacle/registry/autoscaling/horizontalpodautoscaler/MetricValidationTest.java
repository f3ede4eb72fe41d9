package io.binnacle.registry.autoscaling.horizontalpodautoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.apimachinery.validation.FieldError;
import io.binnacle.apimachinery.validation.FieldPath;
import io.binnacle.registry.Messages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricValidationTest {
  private static List<String> refusals(String metric) {
    List<FieldError> errors = new ArrayList<>();
    MetricValidation.validate(Json.readTrusted("{" + metric + "}"), FieldPath.of("m"), errors);
    return Messages.of(errors);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"type\":\"Resource\" | m.resource: Required value: must populate information for the given"
            + " metric source",
        "\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":{\"type\":\"Utilization\"}} |"
            + " m.resource.target.averageUtilization: Required value: must set either a target raw"
            + " value or a target utilization",
        "\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":{\"type\":\"Utilization\","
            + "\"averageUtilization\":0}} | m.resource.target.averageUtilization: Invalid value: 0:"
            + " must be greater than 0",
        "\"type\":\"ContainerResource\",\"containerResource\":{\"name\":\"cpu\","
            + "\"target\":{\"type\":\"Utilization\",\"averageUtilization\":5}} |"
            + " m.containerResource.container: Required value: must specify a container",
        "\"type\":\"Pods\",\"pods\":{\"metric\":{\"name\":\"a/b\"},"
            + "\"target\":{\"type\":\"AverageValue\",\"averageValue\":\"1\"}} | m.pods.metric.name:"
            + " Invalid value: \"a/b\": may not contain '/'",
        "\"type\":\"External\",\"external\":{\"metric\":{\"name\":\"m\"},"
            + "\"target\":{\"type\":\"Value\",\"value\":\"1\",\"averageValue\":\"1\"}} |"
            + " m.external.target.value: Forbidden: may not set both a target value for metric and a"
            + " per-pod target",
        "\"type\":\"Pods\",\"pods\":{\"metric\":{\"name\":\"m\"},"
            + "\"target\":{\"type\":\"AverageValue\",\"averageValue\":\"-1\"}} |"
            + " m.pods.target.averageValue: Invalid value: \"-1\": must be positive",
      })
  void refuses(String metric, String message) {
    assertThat(refusals(metric)).containsExactly(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":{\"type\":\"Utilization\","
            + "\"averageUtilization\":50}}",
        "\"type\":\"Object\",\"object\":{\"describedObject\":{\"kind\":\"Ingress\",\"name\":\"i\"},"
            + "\"metric\":{\"name\":\"m\"},\"target\":{\"type\":\"Value\",\"value\":\"10k\"}}",
      })
  void accepts(String metric) {
    assertThat(refusals(metric)).isEmpty();
  }
}
