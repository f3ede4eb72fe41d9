package io.binnacle.node.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodAmountsTest {
  /** {@code init,sidecar,main} of a pod in memory, requests being limits; a minus for none. */
  @ParameterizedTest(name = "init {0}, sidecar {1}, main {2}, pod {3}: {4} {5} {6}")
  @CsvSource({
    "1, 2, 3, -, 5, 5, Burstable",
    "9, 2, 3, -, 11, 11, Burstable",
    "-, 2, 3, -, 5, 0, Burstable",
    "1, 2, 3, 7, 7, 7, Burstable",
    "-, -, -, 7, 7, 7, Burstable",
    "-, -, -, -, 0, 0, BestEffort",
  })
  void ofThePodAsAWhole(
      String init, String sidecar, String main, String own, long request, long limit, String qos) {
    NodePod pod =
        NodePods.withSpec(
            """
            %s "initContainers":[{"name":"s","restartPolicy":"Always"%s},{"name":"i"%s}],
            "containers":[{"name":"c"%s}]
            """
                .formatted(
                    own.equals("-") ? "" : resources(own).substring(1) + ",",
                    resources(sidecar),
                    resources(init),
                    resources(main)));

    assertThat(PodAmounts.request(pod, "memory").value()).isEqualTo(request);
    assertThat(PodAmounts.limit(pod, "memory").value()).isEqualTo(limit);
    assertThat(QualityOfService.of(pod).text()).isEqualTo(qos);
  }

  private static String resources(String amount) {
    return amount.equals("-") ? "" : ",\"resources\":{\"limits\":{\"memory\":\"" + amount + "\"}}";
  }
}
