package io.binnacle.node.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityOfServiceTest {
  @ParameterizedTest(name = "{0} is {1}, adjusted by {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '|',
      value = {
        "{}; BestEffort; 1000",
        "{\"limits\":{\"cpu\":\"1\",\"memory\":\"1Gi\"}}; Guaranteed; -997",
        "{\"requests\":{\"cpu\":\"1\",\"memory\":\"1Gi\"},\"limits\":{\"cpu\":\"1000m\",\"memory\":\"1024Mi\"}}; Guaranteed; -997",
        "{\"limits\":{\"memory\":\"1Gi\"}}; Burstable; 750",
        "{\"requests\":{\"cpu\":\"100m\"}}; Burstable; 999",
        "{\"requests\":{\"memory\":\"8Gi\"}}; Burstable; 3",
      })
  void followsFromRequestsAndLimits(String resources, String expected, int adjustment) {
    NodePod pod =
        NodePods.withSpec("\"containers\":[{\"name\":\"c\",\"resources\":" + resources + "}]");

    QualityOfService qos = QualityOfService.of(pod);

    assertThat(qos.text()).isEqualTo(expected);
    assertThat(qos.oomScoreAdjustment(pod.spec().getContainers().getFirst(), 4L << 30))
        .isEqualTo(adjustment);
  }
}
