package io.binnacle.registry.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.apimachinery.runtime.Json;
import io.binnacle.registry.Messages;
import org.junit.jupiter.api.Test;

class NodeValidationTest {
  @Test
  void aTaintIsToldOnce() {
    String taint = "{\"key\":\"k\",\"value\":\"v\",\"effect\":\"NoSchedule\"}";
    assertThat(
            Messages.of(
                NodeValidation.validate(
                    Json.readTrusted("{\"spec\":{\"taints\":[" + taint + "," + taint + "]}}"))))
        .containsExactly(
            "metadata.taints[1]: Duplicate value:"
                + " {\"Key\":\"k\",\"Value\":\"v\",\"Effect\":\"NoSchedule\",\"TimeAdded\":null}:"
                + " taints must be unique by key and effect pair");
  }

  @Test
  void capacitiesAreAmounts() {
    assertThat(
            Messages.of(
                NodeValidation.validate(
                    Json.readTrusted("{\"status\":{\"capacity\":{\"pods\":\"1500m\"}}}"))))
        .containsExactly("status.capacity.pods: Invalid value: \"1500m\": must be an integer");
  }

  @Test
  void hasOneRangeOfEachFamily() {
    assertThat(
            Messages.of(
                NodeValidation.validateRanges(
                    Json.readTrusted("{\"l\":[\"10.0.0.0/24\",\"10.0.0.0/24\"]}").path("l"))))
        .containsExactly(
            "spec.podCIDRs: Invalid value: [\"10.0.0.0/24\",\"10.0.0.0/24\"]: may specify no more"
                + " than one CIDR for each IP family",
            "spec.podCIDRs[1]: Duplicate value: \"10.0.0.0/24\"");
  }

  @Test
  void keepsItsProvider() {
    assertThat(
            Messages.of(
                NodeValidation.validateUpdate(
                    Json.readTrusted(
                        "{\"spec\":{\"providerID\":\"b\"},\"status\":{\"addresses\":["
                            + "{\"type\":\"InternalIP\",\"address\":\"1.2.3.4\"},"
                            + "{\"type\":\"InternalIP\",\"address\":\"1.2.3.4\"}]}}"),
                    Json.readTrusted("{\"spec\":{\"providerID\":\"a\"}}"))))
        .containsExactly(
            "status.addresses[1]: Duplicate value:"
                + " {\"Type\":\"InternalIP\",\"Address\":\"1.2.3.4\"}",
            "spec.providerID: Forbidden: node updates may not change providerID except from \"\" to"
                + " valid");
  }
}
