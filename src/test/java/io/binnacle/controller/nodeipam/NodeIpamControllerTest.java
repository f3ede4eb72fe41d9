package io.binnacle.controller.nodeipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.binnacle.client.Resources;
import io.binnacle.controller.ControllerFixture;
import org.junit.jupiter.api.Test;

class NodeIpamControllerTest {
  private final ControllerFixture fixture = new ControllerFixture();

  @Test
  void givesEachNodeTheLowestRangeThatIsFree() {
    givenNode("a", "");
    givenNode("b", "10.244.0.0/24");
    givenNode("c", "");

    fixture.start(new NodeIpamController());

    assertThat(rangeOf("a")).isEqualTo("10.244.1.0/24");
    assertThat(rangeOf("b")).isEqualTo("10.244.0.0/24");
    assertThat(rangeOf("c")).isEqualTo("10.244.2.0/24");
    assertThat(fixture.api.get(Resources.NODES, "", "a").tree().at("/spec/podCIDRs/0").asText())
        .isEqualTo("10.244.1.0/24");
  }

  @Test
  void givesTheRangeOfANodeThatIsGoneToTheNext() {
    givenNode("a", "");
    fixture.start(new NodeIpamController());
    fixture.api.remove(Resources.NODES, "", "a");
    givenNode("b", "");
    fixture.settle();

    assertThat(rangeOf("b")).isEqualTo("10.244.0.0/24");
  }

  private void givenNode(String name, String range) {
    String spec = range.isEmpty() ? "{}" : "{\"podCIDR\":\"" + range + "\"}";
    fixture.given(
        Resources.NODES,
        "{\"kind\":\"Node\",\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + "}");
  }

  private String rangeOf(String node) {
    return fixture.api.get(Resources.NODES, "", node).tree().at("/spec/podCIDR").asText();
  }
}
