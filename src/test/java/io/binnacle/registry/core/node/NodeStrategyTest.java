package io.binnacle.registry.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.binnacle.apimachinery.runtime.Json;
import org.junit.jupiter.api.Test;

class NodeStrategyTest {
  private static JsonNode spec(String spec) {
    ObjectNode node = Json.readTrusted("{\"spec\":" + spec.replace('\'', '"') + "}");
    new NodeStrategy().applyDefaults(node);
    return node.path("spec");
  }

  @Test
  void theOlderRangeIsTheFirstOfTheNewer() {
    JsonNode both =
        Json.readTrusted("{\"podCIDR\":\"10.1.0.0/24\",\"podCIDRs\":[\"10.1.0.0/24\"]}");
    assertThat(spec("{'podCIDR':'10.1.0.0/24'}")).isEqualTo(both);
    assertThat(spec("{'podCIDRs':['10.1.0.0/24']}")).isEqualTo(both);
    assertThat(spec("{}")).isEqualTo(Json.object());
    assertThatThrownBy(() -> spec("{'podCIDR':'10.1.0.0/24','podCIDRs':['10.2.0.0/24']}"))
        .hasMessageContaining("v1.PodCIDR and v1.CIDRs[0] do not match");
  }
}
